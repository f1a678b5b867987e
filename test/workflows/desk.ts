import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Pool } from 'pg';
import type { Ports } from '../../activities/ports.js';
import { createPool } from '../../adapters/postgres/pool.js';
import { seed } from '../../adapters/postgres/seed.js';
import type { Answer } from '../../adapters/temporal/ticket-runs.js';
import type { ActionName } from '../../domain/actions/names.js';
import type { Entry } from '../../domain/entry.js';
import type { Intake } from '../../domain/register.js';
import { parseSpan, type Span } from '../../domain/span.js';
import type { Ticket } from '../../domain/ticket.js';
import type { TicketType, Urgency } from '../../domain/words.js';
import { openRehearsal, until } from '../../scripts/rehearsal/rehearsal.js';
import { freshDatabase } from '../setup/database.js';

/** What was told to whom, with the minute counted from the ticket's acceptance. */
export interface Told {
  readonly minute: number;
  readonly notice: string;
  readonly who: string;
}

export interface TestTicket {
  readonly no: string;
  readonly act: (
    who: string,
    action: ActionName,
    input?: Readonly<Record<string, unknown>>,
  ) => Promise<Answer>;
  /** Acts and fails the test when the desk refuses. */
  readonly does: (
    who: string,
    action: ActionName,
    input?: Readonly<Record<string, unknown>>,
  ) => Promise<void>;
  readonly signal: (name: string, payload: unknown) => Promise<void>;
  readonly told: () => Promise<readonly Told[]>;
  readonly log: () => Promise<readonly Entry[]>;
  readonly state: () => Promise<Ticket>;
}

export interface TestDesk {
  readonly pool: Pool;
  readonly client: Client;
  readonly now: () => Promise<number>;
  readonly open: (wanted?: Wanted) => Promise<TestTicket>;
  readonly pass: (span: Span) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Wanted {
  readonly urgency?: Urgency;
  readonly type?: TicketType;
  readonly symptom?: string;
}

export const workflowBundle = { codePath: process.env['TEST_BUNDLE_PATH'] ?? '' };

try {
  Runtime.install({ logger: new DefaultLogger('WARN') });
} catch {
  // Another suite in this process has installed it.
}

/** A desk on a real Postgres and the time-skipping server; every ticket's history is replayed when it closes. */
export const openDesk = async (wrap?: (ports: Ports) => Ports): Promise<TestDesk> => {
  const database = await freshDatabase();
  const pool = createPool(database.url, { max: 1 });
  await seed(pool);
  await pool.end();
  const rehearsal = await openRehearsal({
    databaseUrl: database.url,
    testServer: process.env['TEST_SERVER_PATH'] ?? '',
    workflowBundle,
    ...(wrap === undefined ? {} : { wrap }),
  });
  const numbers: string[] = [];

  const ticketOf = ({ no, acceptedAt }: { no: string; acceptedAt: number }): TestTicket => {
    const act: TestTicket['act'] = async (who, action, input = {}) =>
      await rehearsal.act(no, who, { action, input });
    return {
      no,
      act,
      does: async (who, action, input) => {
        const answer = await act(who, action, input);
        if (answer.state !== 'accepted') throw new Error(`${who} ${action}: ${JSON.stringify(answer)}`);
      },
      signal: async (name, payload) => {
        const before = (await rehearsal.log(no)).length;
        await rehearsal.client.workflow.getHandle(no).signal(name, payload);
        await until(async () => (await rehearsal.log(no)).length > before);
      },
      told: async () => {
        const { rows } = await rehearsal.pool.query<{ kind: string; recipient: string; at: number }>(
          `select n.kind, n.recipient, e.at from notice n join entry e using (no, seq)
           where n.no = $1 and n.channel = 'desk' order by n.seq, n.kind, n.recipient`,
          [no],
        );
        return rows.map(({ kind, recipient, at }) => ({
          minute: Math.round((at - acceptedAt) / 60_000),
          notice: kind,
          who: recipient,
        }));
      },
      log: async () => await rehearsal.log(no),
      state: async () => await rehearsal.load(no),
    };
  };

  return {
    pool: rehearsal.pool,
    client: rehearsal.client,
    now: rehearsal.now,
    open: async (wanted = {}) => {
      const accepted = await rehearsal.accept(intake(wanted), 'wang');
      numbers.push(accepted.no);
      return ticketOf(accepted);
    },
    pass: async (span) => await rehearsal.pass(parseSpan(span).ms),
    close: async () => {
      const histories = await Promise.all(
        numbers.map(async (no) => ({
          workflowId: no,
          history: await rehearsal.client.workflow.getHandle(no).fetchHistory(),
        })),
      );
      await rehearsal.close();
      await database.drop();
      for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
        if (error !== undefined) throw new Error(`${workflowId} does not replay`, { cause: error });
    },
  };
};

const intake = ({ urgency = 'normal', type = 'system-fault', symptom = '无法打开 OA' }: Wanted): Intake => ({
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '6101' },
  description: { symptom, occurredAt: '2026-01-05T09:00:00+08:00', impact: '本人', attempted: '重启' },
  type,
  urgency,
  readBack: { confirmed: true },
});
