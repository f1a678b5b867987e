import { dirname, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createPool, type Pool } from '../../adapters/postgres/pool.js';
import { createClient } from '../../adapters/temporal/connection.js';
import type { Environment } from '../../config/environment.js';
import { quickPolicy } from '../story/quick-policy.js';
import { createCallers, type Callers } from './callers.js';
import { checkDesk, type Verdict } from './check/check.js';
import { createFaultDesk, type FaultDesk } from './desk.js';
import { createJournal, type Journal } from './journal.js';
import { actors, createLoad, type Load } from './load.js';
import { createRandom, type Random } from './random.js';
import { startSmtpSink, type SmtpSink } from './smtp-sink.js';

/** A running desk under a policy in which minutes are seconds, its people, and all that its checker needs. */
export interface Rig {
  readonly desk: FaultDesk;
  readonly sink: SmtpSink;
  readonly journal: Journal;
  readonly callers: Callers;
  readonly load: Load;
  readonly random: Random;
  readonly pool: Pool;
  readonly client: Client;
  readonly check: () => Promise<Verdict>;
  readonly close: () => Promise<void>;
}

export interface RigOptions {
  /** The compiled `scripts/start.js`. */
  readonly program: string;
  readonly dataDir: string;
  readonly env: Environment;
  readonly seed: number;
  /** Of each writer between two actions, in ms at most. */
  readonly pauseMs: number;
  /** How long a request is repeated before its sender gives up, in ms. */
  readonly patienceMs: number;
  /** How long after its due time, or the end of an outage, a duty may speak, in ms. */
  readonly graceMs: number;
}

const supervisor = 'liu';

/** Starts a desk with everything around it. The caller closes it, and removes the data folder. */
export const startRig = async (options: RigOptions): Promise<Rig> => {
  const { program, dataDir, env, seed, pauseMs, patienceMs, graceMs } = options;
  const random = createRandom(seed);
  const journal = createJournal();
  const sink = await startSmtpSink();
  const desk = await createFaultDesk({ program, dataDir, env, journal, smtpUrl: sink.url });
  try {
    await desk.start();
    const given = desk.addresses().env;
    const pool = createPool(given['DATABASE_URL'] ?? '', { max: 4 });
    const client = createClient(
      { address: given['TEMPORAL_ADDRESS'] ?? '', namespace: 'default', apiKey: null, tls: null, keys: null },
      'desk-faults',
    );
    const callers = await createCallers({ env: desk.env, logins: actors, journal, random, patienceMs });
    await makeQuick(callers, pool);
    const found = new Map<string, string>();
    const from = desk.env['MAIL_FROM'] ?? '';
    // As it lies beside the compiled programs, see workers/bundle.ts.
    const bundlePath = join(dirname(program), '..', 'workflow-bundle.js');
    return {
      desk,
      sink,
      journal,
      callers,
      random,
      pool,
      client,
      load: createLoad({ callers, random, pauseMs }),
      check: async () => await checkDesk({ pool, client, journal, sink, from, graceMs, bundlePath, found }),
      close: async () => {
        await pool.end();
        await client.connection.close();
        await desk.stop();
        await sink.close();
      },
    };
  } catch (error) {
    await desk.stop().catch(() => undefined);
    await sink.close();
    throw error;
  }
};

/** New tickets follow a policy in which the manual's minutes are seconds, and everybody has an address. */
const makeQuick = async (callers: Callers, pool: Pool): Promise<void> => {
  const version = 2;
  const { answer } = await callers.post({
    who: supervisor,
    path: '/api/policy',
    action: 'add-policy',
    no: null,
    body: { policy: quickPolicy(version), active: true },
  });
  if (answer?.status !== 201) throw new Error(`the policy was refused: ${JSON.stringify(answer)}`);
  await asOwner(pool, `update person set email = id || '@desk.example' where email is null`);
};

/** Runs one statement as the database's owner instead of the programs' role. */
export const asOwner = async (pool: Pool, statement: string): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('set role none');
    await client.query(statement);
  } finally {
    client.release(true);
  }
};
