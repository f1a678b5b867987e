import { z } from 'zod';
import { shared } from './schema.js';
import { roles, stages } from './words.js';

const reference = z.string().min(1).max(128);

const person = z.object({
  id: reference,
  staffNumber: reference.nullable(),
  roles: z.array(z.enum(roles)),
  groups: z.array(reference),
  leads: z.array(reference),
});

/** What was looked up; a policy among it is checked by the rule that applies it. */
const facts = z.looseObject({
  people: z.record(z.string(), person).optional(),
  tickets: z.record(z.string(), z.object({ stage: z.enum(stages) })).optional(),
  articles: z.array(z.string()).optional(),
  policies: z.record(z.string(), z.unknown()).optional(),
});

/** Refuses a malformed envelope before any rule reads it: a plain error there would harm the ticket. */
const requestSchema = shared(
  z.object({
    by: person.extend({ via: z.enum(['survey-link', 'liaison-link', 'outside']).optional() }),
    input: z.unknown(),
    facts: facts.optional(),
    ifVersion: z.int().optional(),
    requestId: reference.optional(),
    requestHash: reference.optional(),
  }),
);

/** Whether a request can be read by the rules at all. */
export const isWellFormed = (request: unknown): boolean => z.safeParse(requestSchema, request).success;
