import { z } from 'zod';
import { dutyNames, stages, ticketTypes, urgencies, channels } from '../domain/words.js';

/** Shapes of answers, for the description of the API; what routes answer is typed by the code that makes it. */
const when = z.string().meta({ format: 'date-time' });
const person = z.object({ id: z.string(), name: z.string(), staffNumber: z.string().nullable() });

export const dutyShape = z.object({
  duty: z.enum(dutyNames),
  nth: z.int(),
  clause: z.string(),
  owner: z.object({ role: z.string(), person: z.string().optional(), group: z.string().optional() }),
  state: z.enum(['running', 'paused', 'met', 'missed', 'cancelled']),
  owed: z.boolean(),
  since: when,
  warnAt: when.nullable(),
  dueAt: when.nullable(),
  settledAt: when.nullable(),
  doneAt: when.nullable(),
  lateMs: z.int(),
  cause: z.enum(['platform', 'person']).nullable(),
});

export const ticketShape = z
  .object({
    no: z.string(),
    version: z.int(),
    stage: z.enum(stages),
    type: z.enum(ticketTypes),
    urgency: z.enum(urgencies),
    channel: z.enum(channels),
    reporter: z.looseObject({ id: z.string().nullable(), name: z.string(), department: z.string() }),
    description: z.object({
      symptom: z.string(),
      occurredAt: when,
      impact: z.string(),
      attempted: z.string(),
    }),
    takenBy: person.nullable(),
    group: z.string().nullable(),
    assignee: person.nullable(),
    acceptedAt: when,
    expectedResponseAt: when.nullable(),
    expectedResolutionAt: when.nullable(),
    resolvedAt: when.nullable(),
    policyVersion: z.int(),
    duties: z.array(dutyShape),
  })
  .catchall(z.unknown())
  .meta({ id: 'Ticket' });

export const ticketAnswerShape = z.object({ ticket: ticketShape });
export const intakeAnswer = z.object({ ticket: ticketShape, expectedResponseAt: when.nullable() });

export const entryShape = z
  .object({
    seq: z.int(),
    at: when,
    by: z.looseObject({ id: z.string(), staffNumber: z.string().nullable(), role: z.string() }),
    action: z.string().optional(),
    duty: z.string().optional(),
    title: z.string(),
    outcome: z.string(),
    clause: z.string(),
    input: z.record(z.string(), z.unknown()),
    visibility: z.enum(['public', 'internal']),
    hash: z.string(),
  })
  .catchall(z.unknown())
  .meta({ id: 'Entry' });

export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    clause: z.string().optional(),
    errors: z.array(
      z.object({
        pointer: z.string(),
        detail: z.string(),
        clause: z.string().nullable(),
        rule: z.string().optional(),
        parameter: z.string().optional(),
      }),
    ),
  })
  .catchall(z.unknown())
  .meta({ id: 'Problem' });

export const offeredShape = z.object({
  actions: z.array(
    z.object({
      action: z.string(),
      title: z.string(),
      clause: z.string(),
      input: z.record(z.string(), z.unknown()),
    }),
  ),
});
export const listShape = z.object({ tickets: z.array(ticketShape), next: z.string().nullable() });
export const logShape = z.object({ entries: z.array(entryShape), next: z.string().nullable() });
export const anything = z.looseObject({});
