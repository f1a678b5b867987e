import { z } from 'zod';
import { pattern } from './schema.js';
import { paragraph, text, when } from './actions/fields.js';
import { dueAt } from './clocks.js';
import { append, type Step } from './decide.js';
import { system, type ActionEntry, type Author } from './entry.js';
import { found } from './evolve.js';
import type { Instant } from './instant.js';
import { noticesOf } from './notices.js';
import type { PersonRef } from './people.js';
import type { Policy } from './policy.js';
import type { Ticket } from './ticket.js';
import { channels, ticketTypes, urgencies } from './words.js';

/** An intake as it is sent (§2.1); read back and confirmed before it is accepted (§2.1.6). */
export const intakeSchema = z.strictObject({
  channel: z.enum(channels),
  reporter: z
    .strictObject({
      name: text(60),
      department: text(80),
      extension: z
        .string()
        .trim()
        .regex(pattern(/^[0-9+][0-9 -]{1,19}$/u))
        .optional(),
      email: z.email().max(254).optional(),
    })
    .refine((reporter) => reporter.extension !== undefined || reporter.email !== undefined, {
      path: ['extension'],
      params: { clause: '§2.1.3' },
    }),
  description: z.strictObject({
    symptom: paragraph,
    occurredAt: when,
    impact: paragraph,
    attempted: paragraph,
  }),
  type: z.enum(ticketTypes),
  urgency: z.enum(urgencies),
  readBack: z.strictObject({ confirmed: z.literal(true), corrections: paragraph.optional() }),
});
export type Intake = z.infer<typeof intakeSchema>;

/** Clause of each field of an intake, for the errors that name it. */
export const intakeClauses: Readonly<Record<string, string>> = {
  channel: '§2.1.1',
  reporter: '§2.1.3',
  description: '§2.1.4',
  type: '§2.1.5',
  urgency: '§2.1.5',
  readBack: '§2.1.6',
};

/** Where a new ticket goes (§2.2.1): a group, and its engineer on duty if there is one. */
export interface Route {
  readonly group: string;
  readonly assignee: PersonRef | null;
}

/**
 * A new ticket with its first two entries: the registration as it was confirmed, and the desk's own dispatch.
 * All duties count from `now`, the moment of acceptance, even if the workflow starts later.
 */
export const register = (intake: {
  readonly no: string;
  readonly sent: Intake;
  readonly reporter: string | null;
  readonly by: Author;
  readonly route: Route | null;
  readonly policy: Policy;
  readonly now: Instant;
}): Step => {
  const { no, sent, by, policy, now, route } = intake;
  const registration: ActionEntry = {
    seq: 1,
    at: now,
    by,
    action: 'register',
    outcome: 'done',
    clause: '§2.1',
    input: {
      no,
      ...sent,
      reporter: { ...sent.reporter, id: intake.reporter },
      takenBy: by.role === 'agent' ? { id: by.id, staffNumber: by.staffNumber } : null,
      policyVersion: policy.version,
    },
    met: [],
    visibility: 'public',
    tell: [],
  };
  const ticket = found(registration, policy);
  const told = { ...registration, tell: noticesOf({ before: null, after: ticket, entry: registration }) };
  if (route === null) return { ticket, entries: [told] };
  const dispatched = append(ticket, {
    seq: 2,
    at: now,
    by: system,
    action: 'dispatch',
    outcome: 'done',
    clause: '§2.2.1',
    input: { group: route.group, assignee: route.assignee },
    met: [],
    visibility: 'public',
    tell: [],
  });
  return { ticket: dispatched.ticket, entries: [told, ...dispatched.entries] };
};

/** By when the reporter may expect a response (§2.1.7). */
export const expectedResponseAt = (ticket: Ticket): Instant | null => {
  const clock = ticket.duties.find(({ duty }) => duty === 'response');
  return clock === undefined ? null : dueAt(ticket, clock);
};
