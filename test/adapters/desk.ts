import type { Pool } from 'pg';
import type { Commit } from '../../activities/ports.js';
import { createDirectory } from '../../adapters/postgres/directory.js';
import { createIntakes, type Accepted } from '../../adapters/postgres/intakes.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { createReader } from '../../adapters/postgres/reader.js';
import { seed } from '../../adapters/postgres/seed.js';
import { createTicketStore, type StoreOptions } from '../../adapters/postgres/ticket-store.js';
import type { ActionName } from '../../domain/actions/names.js';
import { act, passTime, referencesOf, refuse } from '../../domain/decide.js';
import type { Intake } from '../../domain/register.js';
import type { Ticket } from '../../domain/ticket.js';
import { asOwner, freshDatabase } from '../setup/database.js';

type Input = Readonly<Record<string, unknown>>;

/** What one action adds to a ticket, not yet stored. */
export interface Deed {
  readonly who: string;
  readonly action: ActionName;
  readonly input?: Input;
  readonly at?: number;
  readonly requestId?: string;
}

export const intake = (changes: Partial<Intake> = {}): Intake => ({
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '8001' },
  description: {
    symptom: '无法打开 OA',
    occurredAt: '2026-01-05T08:55:00+08:00',
    impact: '本人',
    attempted: '重启',
  },
  type: 'system-fault',
  urgency: 'normal',
  readBack: { confirmed: true },
  ...changes,
});

export const options: StoreOptions = { publicUrl: 'https://desk.example', smtpEnabled: false };

/** What a seeded desk stores without its engine: entries are decided by the rules and committed by the store. */
export const storageOn = (pool: Pool, changes: Partial<StoreOptions> = {}) => {
  const settings = { ...options, ...changes };
  const intakes = createIntakes(pool, settings);
  const store = createTicketStore(pool, settings);
  const directory = createDirectory(pool);

  const load = async (no: string): Promise<Ticket> => {
    const ticket = await intakes.loadTicket(no);
    if (ticket === null) throw new Error(`there is no ${no}`);
    return ticket;
  };

  /** The commit that an action leads to; throws when the rules refuse it. */
  const decide = async (
    ticket: Ticket,
    { who, action, input = {}, at = ticket.acceptedAt, requestId }: Deed,
  ): Promise<Commit> => {
    const by = await directory.identify(who);
    if (by === null) throw new Error(`nobody is ${who}`);
    const request = {
      by,
      action,
      input,
      facts: await directory.lookUp(referencesOf(action, input), by),
      ...(requestId === undefined ? {} : { requestId, requestHash: 'hash' }),
    };
    const why = refuse(ticket, request, at);
    if (why !== null) throw new Error(`${who} ${action}: ${why.code} ${why.detail.en}`);
    return act(ticket, request, at);
  };

  return {
    pool,
    intakes,
    store,
    directory,
    reader: createReader(pool),
    load,
    decide,
    accept: async (
      sent: Intake = intake(),
      { who = 'wang', now = Date.now() }: { readonly who?: string; readonly now?: number } = {},
    ): Promise<Accepted> => {
      const by = await directory.identify(who);
      const accepted = await intakes.accept({
        sent,
        by: {
          id: who,
          staffNumber: by?.staffNumber ?? null,
          role: sent.channel === 'hotline' ? 'agent' : 'reporter',
        },
        now,
      });
      if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
      return accepted;
    },
    does: async (no: string, deed: Deed): Promise<Ticket> => {
      const commit = await decide(await load(no), deed);
      await store.commit(commit);
      return commit.ticket;
    },
    /** Commits whatever the clock has brought about by then. */
    pass: async (no: string, at: number): Promise<Ticket> => {
      const step = passTime(await load(no), at);
      if (step.entries.length > 0) await store.commit(step);
      return step.ticket;
    },
  };
};

/** The same on a database of its own. */
export const openStorage = async (changes: Partial<StoreOptions> = {}) => {
  const database = await freshDatabase();
  const pool = createPool(database.url, { max: 8 });
  await seed(pool);
  return {
    ...storageOn(pool, changes),
    url: database.url,
    owner: async <Row>(...statements: readonly string[]): Promise<Row[]> =>
      await asOwner<Row>(database.url, ...statements),
    close: async (): Promise<void> => {
      await pool.end();
      await database.drop();
    },
  };
};
export type Storage = Awaited<ReturnType<typeof openStorage>>;

/** Rows of any table that a notice could come from, to tell that nothing was told again. */
export const countOf = async (pool: Pool, table: string): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? 0;
};
