import { z } from 'zod';
import { personId, text } from './actions/fields.js';
import { pattern } from './schema.js';
import { languages, roles, type Role } from './words.js';

/** Roles whose holders identify themselves by their staff number (§2.1.2). */
const numbered: readonly Role[] = ['agent', 'engineer', 'lead', 'supervisor', 'manager'];

const fields = {
  name: text(60),
  department: z.string().trim().max(80),
  staffNumber: z
    .string()
    .regex(pattern(/^[A-Za-z0-9-]{1,20}$/u))
    .nullable(),
  extension: z
    .string()
    .trim()
    .regex(pattern(/^[0-9+][0-9 -]{1,19}$/u))
    .nullable(),
  email: z.email().max(254).nullable(),
  roles: z
    .array(z.enum(roles))
    .min(1)
    .max(roles.length)
    .refine((list) => new Set(list).size === list.length),
  deputy: z.boolean(),
  language: z.enum(languages),
  active: z.boolean(),
};

/** Somebody as administrators write them. */
export const personSchema = z.strictObject(fields);
export type PersonRecord = z.infer<typeof personSchema>;

/** What is left out of a change stays as it is. */
export const personChange = personSchema.partial();
export type PersonChange = z.infer<typeof personChange>;

export const newPerson = z.strictObject({
  ...fields,
  id: personId.refine((id) => id !== 'system' && !id.startsWith('sa-')),
  department: fields.department.default(''),
  staffNumber: fields.staffNumber.default(null),
  extension: fields.extension.default(null),
  email: fields.email.default(null),
  roles: fields.roles.default(['reporter']),
  deputy: fields.deputy.default(false),
  language: fields.language.default('zh-CN'),
  active: fields.active.default(true),
});
export type NewPerson = z.infer<typeof newPerson>;

/** Whether somebody lacks the staff number that one of their roles asks for. */
export const lacksStaffNumber = ({ roles: held, staffNumber }: Pick<PersonRecord, 'roles' | 'staffNumber'>) =>
  staffNumber === null && held.some((role) => numbered.includes(role));
