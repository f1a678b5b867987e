import { z } from 'zod';
import { channelId } from './channels.js';
import { dayMs, dayOf, startOfDay, type Instant } from './instant.js';
import { noticeNames } from './notices.js';
import { languages } from './words.js';

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);

/** How a person wants to be told; what is left out is as the desk does it. */
export const preferenceSchema = z.strictObject({
  /** Channels used at once, by notice or `*` for all others; the inbox is always one. */
  channels: z.partialRecord(z.enum(['*', ...noticeNames]), z.array(channelId).max(10)).optional(),
  /** The person's account at each channel that reaches people one by one. */
  accounts: z.partialRecord(channelId, z.string().regex(/^[\w.@-]{1,128}$/u)).optional(),
  /** In the time of Asia/Shanghai, over midnight too; urgent notices do not wait. */
  quiet: z.strictObject({ from: clock, to: clock }).nullable().optional(),
});
export type Preference = z.infer<typeof preferenceSchema>;

export const preferenceInput = preferenceSchema.extend({ language: z.enum(languages).optional() });

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** When the quiet hours that a moment falls into end; the moment itself outside of them. */
export const quietUntil = (quiet: Preference['quiet'], at: Instant): Instant => {
  if (quiet === null || quiet === undefined) return at;
  const midnight = startOfDay(dayOf(at));
  const from = midnight + minutesOf(quiet.from) * 60_000;
  const to = midnight + minutesOf(quiet.to) * 60_000;
  if (from <= to) return at >= from && at < to ? to : at;
  if (at < to) return to;
  return at >= from ? to + dayMs : at;
};
