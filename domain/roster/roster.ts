import { z } from 'zod';
import { groupId, line, personId, when } from '../actions/fields.js';
import type { Calendar } from '../calendar.js';
import { parseDate, type Instant } from '../instant.js';
import { pattern } from '../schema.js';

/** One person on duty once; `to` null is for ever. */
export interface Shift {
  readonly group: string;
  readonly person: string;
  readonly from: Instant;
  readonly to: Instant | null;
}

const timeForm = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u;
const time = z.string().regex(pattern(timeForm));
const date = z.string().refine((value) => parseDate(value) !== null, { params: { format: 'date' } });

/** Which days a rotation holds on, by the active policy's calendar: a make-up Saturday is a working day. */
export const rotationDays = ['every-day', 'working-days', 'rest-days'] as const;

/**
 * People who take turns. Each turn lasts `turnDays` from `startsOn`; in it slot 0 is the turn's own person, a slot of
 * offset 1 the next one, and so on. A slot that ends at or before its beginning ends on the next day.
 */
export const rotationSchema = z.strictObject({
  group: groupId,
  name: line,
  people: z.array(personId).min(1).max(100),
  turnDays: z.int().min(1).max(366),
  slots: z
    .array(z.strictObject({ from: time, to: time, offset: z.int().min(0).max(99) }))
    .min(1)
    .max(12)
    .refine((slots) => slots.every(({ from }) => from !== '24:00')),
  days: z.enum(rotationDays),
  startsOn: date,
  endsOn: date.nullable(),
});
export type RotationInput = z.infer<typeof rotationSchema>;
export interface Rotation extends RotationInput {
  readonly id: string;
}

export const shiftSchema = z
  .strictObject({ group: groupId, person: personId, from: when, to: when.nullable() })
  .refine(({ from, to }) => to === null || Date.parse(from) < Date.parse(to), {
    path: ['to'],
    params: { format: 'after' },
  });

/** Leave holds in every group, an exception in one; whoever stands in is on duty only where the other would be. */
export const absenceSchema = z
  .strictObject({
    person: personId,
    group: groupId.nullable(),
    substitute: personId.nullable(),
    from: when,
    to: when,
    reason: line,
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], params: { format: 'after' } })
  .refine(({ person, substitute }) => person !== substitute, {
    path: ['substitute'],
    params: { format: 'other' },
  });

export interface Absence {
  readonly person: string;
  /** Null: in every group. */
  readonly group: string | null;
  readonly substitute: string | null;
  readonly from: Instant;
  readonly to: Instant;
}

/** All that decides who is on duty. */
export interface Roster {
  readonly shifts: readonly Shift[];
  readonly rotations: readonly Rotation[];
  readonly absences: readonly Absence[];
  /** Working people of each group, its leads included: nobody else is ever on duty in it. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly calendar: Calendar;
}
