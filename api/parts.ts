import type { Sight } from '../domain/permissions.js';
import { relationsOf, sightOf } from '../domain/permissions.js';
import type { Actor } from '../domain/people.js';
import type { Ticket } from '../domain/ticket.js';
import type { Language } from '../domain/words.js';
import type { Send } from './acting.js';
import type { About, Answer } from './answer.js';
import type { Doubts } from './doubts.js';
import { etagOf } from './answer.js';
import type { AppDeps } from './deps.js';
import type { Entrance } from './entrance.js';
import type { Identify } from './identity.js';
import type { Live } from './live.js';
import type { PresenceNews } from './presence-news.js';
import type { Metrics } from './metrics.js';
import type { Names } from './names.js';
import type { TicketRow } from './reads.js';
import { notFound } from './problems.js';
import type { Starts } from './starts.js';
import { namedIn, ticketJson } from './ticket-json.js';
import type { TicketTexts } from './ticket-texts.js';
import type { Trials } from './trials.js';

/** What the routes work with. */
export interface Parts extends Omit<AppDeps, 'entrance'> {
  readonly entrance: Entrance | null;
  readonly names: Names;
  readonly texts: TicketTexts;
  readonly live: Live;
  readonly presenceNews: PresenceNews;
  readonly metrics: Metrics;
  readonly identify: Identify;
  /** Ends each stream that is open. */
  readonly streams: Set<() => void>;
  readonly starts: Starts;
  readonly doubts: Doubts;
  readonly send: Send;
  readonly trials: Trials;
  readonly now: NonNullable<AppDeps['now']>;
}

/** A row the caller sees at least the public part of. */
export interface Seen {
  readonly row: TicketRow;
  readonly sight: Exclude<Sight, 'none'>;
}

const numberForm = /^TS\d{8}\d{3,14}$/u;

/** The ticket if the caller may see it; null does not tell a foreign ticket from none. */
export const seenTicket = async ({ reader }: Parts, no: string, caller: Actor): Promise<Seen | null> => {
  if (!numberForm.test(no)) return null;
  const row = await reader.ticket(no);
  if (row === null) return null;
  const sight = sightOf(caller, row.ticket);
  return sight === 'none' ? null : { row, sight };
};

/** Whose the ticket is, and by which relation the caller reads it; its reporter reads of themselves only. */
export const aboutTicket = (caller: Actor, { row: { ticket } }: Seen): About => {
  const as = relationsOf(caller, ticket).find((relation) => relation !== 'reporter');
  return { no: ticket.no, whose: ticket.reporter, ...(as === undefined ? {} : { as }) };
};

/** Answers what `show` makes of the ticket, or that there is none. */
export const ofSeen = async (
  parts: Parts,
  asked: {
    readonly params: Readonly<Record<string, string>>;
    readonly caller: Actor;
    readonly language: Language;
  },
  show: (seen: Seen) => Promise<Answer> | Answer,
): Promise<Answer> => {
  const seen = await seenTicket(parts, asked.params['no'] ?? '', asked.caller);
  if (seen === null) return { ...notFound(asked.language), isStranger: true };
  return { about: aboutTicket(asked.caller, seen), ...(await show(seen)) };
};

export const ticketBody = async ({ names }: Parts, { row, sight }: Seen) =>
  ticketJson(row, { sight, nameOf: await names.of(namedIn(row.ticket)) });

/** The ticket as stored now, with its version as entity tag. */
export const ticketAnswer = async (parts: Parts, seen: Seen): Promise<Answer> => ({
  status: 200,
  body: { ticket: await ticketBody(parts, seen) },
  headers: { etag: etagOf(seen.row.ticket.version) },
});

/** A ticket as it was accepted, as its reporter or the agent sees it. */
export const acceptedSight = (caller: Actor, ticket: Ticket): Exclude<Sight, 'none'> =>
  sightOf(caller, ticket) === 'internal' ? 'internal' : 'public';
