import { z } from 'zod';
import { parseDate, startOfDay, type Instant } from '../domain/instant.js';

/** A day in Shanghai, `2026-11-24`. */
export const date = z
  .string()
  .refine((text) => parseDate(text) !== null, { params: { format: 'date' } })
  .meta({ format: 'date' });

/** When a day begins, and when it is over; the day must be one. */
export const beginOf = (text: string): Instant => startOfDay(parseDate(text) ?? 0);
export const endOf = (text: string): Instant => startOfDay((parseDate(text) ?? 0) + 1);

/** How many days from one to the other, both within; less than one where they are the wrong way round. */
export const daysBetween = (from: string, to: string): number =>
  (parseDate(to) ?? 0) - (parseDate(from) ?? 0) + 1;
