import { z } from 'zod';
import { shared } from './schema.js';
import { roles } from './words.js';

const reference = z.string().min(1).max(128);

/** Refuses a malformed envelope before any rule reads it: a plain error there would harm the ticket. */
const requestSchema = shared(
  z.object({
    by: z.object({
      id: reference,
      staffNumber: reference.nullable(),
      roles: z.array(z.enum(roles)),
      groups: z.array(reference),
      leads: z.array(reference),
      via: z.enum(['survey-link', 'outside']).optional(),
    }),
    input: z.unknown(),
    facts: z.looseObject({}).optional(),
    ifVersion: z.int().optional(),
    requestId: reference.optional(),
    requestHash: reference.optional(),
  }),
);

/** Whether a request can be read by the rules at all. */
export const isWellFormed = (request: unknown): boolean => z.safeParse(requestSchema, request).success;
