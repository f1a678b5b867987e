import { z } from 'zod';
import { pattern } from '../schema.js';
import { parseInstant } from '../instant.js';
import { policyNumber } from '../policy.js';

// oxlint-disable-next-line no-control-regex -- it is there to keep them out
const noControls = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/u;

const freeTexts = new WeakSet<z.ZodType>();

/** A one-line or longer text a person types; trimmed, never empty, without control characters. */
export const text = (max: number) => {
  const schema = z.string().trim().min(1).max(max).regex(pattern(noControls));
  freeTexts.add(schema);
  return schema;
};
/** Whether a field is a text that a person types, and no name, number or choice. */
export const isFreeText = (schema: z.ZodType): boolean => freeTexts.has(schema);

export const line = text(200);
export const paragraph = text(4000);
/** What a field names of the desk, for forms that offer a choice. */
type Referred = 'engineer' | 'liaison' | 'group' | 'ticket' | 'article' | 'policy' | 'attachment';
const refers = (referred: Referred): { 'x-refers': Referred } => ({ 'x-refers': referred });

export const personId = z.string().regex(pattern(/^[a-z0-9][a-z0-9._-]{0,62}$/u));
export const engineerId = personId.meta(refers('engineer'));
export const liaisonId = personId.meta(refers('liaison'));
export const groupId = z
  .string()
  .regex(pattern(/^[a-z0-9][a-z0-9-]{0,62}$/u))
  .meta(refers('group'));
export const articleId = line.meta(refers('article'));
/** Of an upload: POST /api/attachments. */
export const attachmentId = z
  .string()
  .regex(pattern(/^[A-Za-z0-9_-]{22}$/u))
  .meta(refers('attachment'));
export const policyVersion = policyNumber.meta(refers('policy'));
export const ticketNumber = z
  .string()
  .regex(pattern(/^TS\d{8}\d{3,}$/u))
  .max(24)
  .meta(refers('ticket'));
export const score = z.int().min(1).max(5);
/** RFC 3339 with offset; a real day of the calendar. */
export const when = z
  .string()
  .max(40)
  .refine((value) => parseInstant(value) !== null, { params: { format: 'date-time' } })
  .meta({ format: 'date-time' });
