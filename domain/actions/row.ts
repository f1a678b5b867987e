import type { z } from 'zod';
import { shared } from '../schema.js';
import type { UploadFact } from '../attachments.js';
import type { Visibility } from '../entry.js';
import type { Instant } from '../instant.js';
import type { Actor, PersonRef } from '../people.js';
import type { Relation } from '../permissions.js';
import type { Policy } from '../policy.js';
import type { Refusal } from '../refusal.js';
import type { Ticket } from '../ticket.js';
import type { Label, Stage } from '../words.js';

/** What an input names of the world outside of its ticket, to be looked up before it is decided. */
export interface References {
  readonly people?: readonly string[];
  readonly tickets?: readonly string[];
  readonly articles?: readonly string[];
  readonly policies?: readonly number[];
  /** People who may have been sent a survey lately (§2.4.3). */
  readonly surveyed?: readonly string[];
  readonly attachments?: readonly string[];
}

/** The answers to {@link References}; whatever is absent does not exist. */
export interface Facts {
  readonly people?: Readonly<Record<string, Actor>>;
  readonly tickets?: Readonly<Record<string, { readonly stage: Stage }>>;
  readonly articles?: readonly string[];
  readonly policies?: Readonly<Record<number, Policy>>;
  /** When each of them was last sent a survey; absent where never. */
  readonly surveyed?: Readonly<Record<string, Instant>>;
  readonly attachments?: Readonly<Record<string, UploadFact>>;
}

export interface Asked<Input> {
  readonly ticket: Ticket;
  readonly input: Input;
  readonly by: Actor;
  readonly now: Instant;
  readonly facts: Facts;
}

export interface Happened<Stored> {
  readonly input: Stored;
  readonly by: PersonRef;
  readonly at: Instant;
}

/** One action of the manual. Updates, signals, routes, forms, permissions and tests derive from it. */
export interface ActionRow<Schema extends z.ZodType = z.ZodType, Stored = z.infer<Schema>> {
  readonly title: Label;
  readonly clause: string;
  readonly input: Schema;
  readonly stages: readonly Stage[];
  readonly may: readonly Relation[];
  readonly visibility: Visibility | ((input: z.infer<Schema>) => Visibility);
  /** The ticket is not known to whoever looks up for a signal. */
  readonly refers?: (input: z.infer<Schema>, ticket?: Ticket) => References;
  /** The rule beyond shape, permission and stage; asked once, before the action is accepted. */
  readonly refuse?: (asked: Asked<z.infer<Schema>>) => Refusal | null;
  /** What the log keeps of the input where that is more or less than was sent. */
  readonly stored?: (asked: Asked<z.infer<Schema>>) => Stored;
  /** Whether the entry is kept but has no effect on the stage yet (§2.4.2). */
  readonly held?: (input: z.infer<Schema>, ticket: Ticket) => boolean;
  readonly evolve: (ticket: Ticket, happened: Happened<Stored>) => Partial<Ticket>;
}

/** Checks a row's parts against each other and forgets its types, so that rows of all actions share one. */
export const actionRow = <Schema extends z.ZodType, Stored = z.infer<Schema>>(
  row: ActionRow<Schema, Stored>,
): ActionRow => ({ ...(row as unknown as ActionRow), input: shared(row.input) });
