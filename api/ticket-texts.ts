import type { ListedTicket } from '../adapters/postgres/list-tickets.js';
import type { DatedTicket } from '../adapters/postgres/read-tickets.js';
import type { Instant } from '../domain/instant.js';
import { standingOf, type Sight, type Standing } from '../domain/permissions.js';
import type { Names } from './names.js';
import { namedIn, ticketJson } from './ticket-json.js';

export type SightFor = (standing: Standing) => Sight;

export interface TicketTexts {
  /** As much of each ticket as the reader sees, as JSON text, in the rows' order; what they do not see is left out. */
  readonly of: (rows: readonly ListedTicket[], sightFor: SightFor) => Promise<readonly string[]>;
}

interface Kept {
  readonly version: number;
  readonly updatedAt: Instant;
  /** Names that the text holds, by id. */
  readonly names: readonly (readonly [id: string, name: string])[];
  readonly text: string;
}

/** About 2 KB each. */
const mostKept = 5000;

/**
 * Writes tickets for lists, and keeps the texts: a ticket that has not changed reads the same to all who see as much of
 * it, and a list shows the same tickets over and over.
 */
export const createTicketTexts = (deps: {
  readonly read: (numbers: readonly string[]) => Promise<readonly DatedTicket[]>;
  readonly names: Pick<Names, 'of'>;
}): TicketTexts => {
  const kept = new Map<string, Kept>();
  const keep = (key: string, fresh: Kept): void => {
    kept.delete(key);
    kept.set(key, fresh);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  };

  const remembered = async (rows: readonly ListedTicket[], sightFor: SightFor): Promise<Texts> => {
    const known = rows.flatMap((row) => {
      const key = keyOf(row.no, sightFor(standingOf(row)));
      const one = kept.get(key);
      return one !== undefined && isOf(one, row) ? [{ key, no: row.no, one }] : [];
    });
    const nameOf = await deps.names.of(known.flatMap(({ one }) => one.names.map(([id]) => id)));
    const named = known.filter(({ one }) => one.names.every(([id, name]) => nameOf(id) === name));
    for (const { key, one } of named) keep(key, one);
    return new Map(named.map(({ no, one }) => [no, one.text]));
  };

  const write = async (numbers: readonly string[], sightFor: SightFor): Promise<Texts> => {
    const stored = await deps.read(numbers);
    const nameOf = await deps.names.of(stored.flatMap(({ ticket }) => namedIn(ticket)));
    const texts = new Map<string, string>();
    for (const one of stored) {
      const { ticket, updatedAt } = one;
      // Asked of what is written: it may have moved on since the page was read.
      const sight = sightFor(ticket);
      if (sight === 'none') continue;
      const text = JSON.stringify(ticketJson(one, { sight, nameOf }));
      const names = namedIn(ticket).map((id) => [id, nameOf(id)] as const);
      keep(keyOf(ticket.no, sight), { version: ticket.version, updatedAt, names, text });
      texts.set(ticket.no, text);
    }
    return texts;
  };

  return {
    of: async (all, sightFor) => {
      const rows = all.filter((row) => sightFor(standingOf(row)) !== 'none');
      const texts = await remembered(rows, sightFor);
      const missing = rows.map(({ no }) => no).filter((no) => !texts.has(no));
      const written = missing.length === 0 ? texts : await write(missing, sightFor);
      return rows.flatMap(({ no }) => texts.get(no) ?? written.get(no) ?? []);
    },
  };
};

type Texts = ReadonlyMap<string, string>;

const keyOf = (no: string, sight: Sight): string => `${no} ${sight}`;

const isOf = (kept: Kept, { version, updatedAt }: ListedTicket): boolean =>
  kept.version === version && kept.updatedAt === updatedAt;
