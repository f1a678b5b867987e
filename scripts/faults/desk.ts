import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../../config/environment.js';
import { defaultPorts } from '../../config/schema.js';
import { readDesk, type DeskAddresses } from '../launch/desk-file.js';
import { freePort } from '../launch/ports.js';
import { isRunning, type ProcessRecord } from '../launch/processes.js';
import type { Journal, Outage } from './journal.js';

export type PartName = 'postgres' | 'temporal' | 'issuer' | 'worker' | 'api';

/** A desk that was started as the product starts it, with its supervisor as a process of its own. */
export interface FaultDesk {
  readonly dataDir: string;
  readonly env: Environment;
  readonly addresses: () => DeskAddresses;
  /** All processes the supervisor has started. */
  readonly processes: () => readonly ProcessRecord[];
  readonly supervisor: () => ChildProcess;
  readonly output: () => string;
  /** Starts it; resolves when it says that it is ready. */
  readonly start: () => Promise<void>;
  /** Sends a signal to one part, and resolves when the supervisor has it back; the outage goes into the journal. */
  readonly kill: (part: PartName, signal?: NodeJS.Signals) => Promise<Outage>;
  /** Stops one part in its tracks for a while. */
  readonly freeze: (part: PartName, ms: number) => Promise<Outage>;
  /** Asks the supervisor to stop; gives its exit code. */
  readonly stop: () => Promise<number | null>;
}

export interface FaultDeskOptions {
  /** The compiled `scripts/start.js`. */
  readonly program: string;
  readonly dataDir: string;
  readonly smtpUrl: string;
  readonly env: Environment;
  readonly journal: Journal;
}

const readyWithinMs = 120_000;
const noticesWithinMs = 700;

/** Waits until something is so, looking often; throws in words when it never is. */
export const until = async (
  what: string,
  isSo: () => boolean | Promise<boolean>,
  ms = 60_000,
): Promise<void> => {
  for (const end = performance.now() + ms; !(await isSo()); await pause(25))
    if (performance.now() > end) throw new Error(`it never came to pass: ${what}`);
};

export const createFaultDesk = async (options: FaultDeskOptions): Promise<FaultDesk> => {
  const { program, dataDir, smtpUrl, journal } = options;
  const ports: Record<string, string> = {};
  for (const name of Object.keys(defaultPorts)) ports[name] = String(await freePort());
  const { npm_lifecycle_event: _npm, NODE_OPTIONS: _options, ...inherited } = options.env;
  const env = {
    ...inherited,
    ...ports,
    DATA_DIR: dataDir,
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'desk@desk.example',
    LOG_LEVEL: 'warn',
  };
  let child: ChildProcess | null = null;
  let text = '';
  const supervisor = (): ChildProcess => {
    if (child === null) throw new Error('the desk was not started');
    return child;
  };
  const hasEnded = (): boolean => supervisor().exitCode !== null || supervisor().signalCode !== null;
  const processes = (): readonly ProcessRecord[] => {
    const file = readFileSync(join(dataDir, 'supervisor.json'), 'utf8');
    return (JSON.parse(file) as { processes: ProcessRecord[] }).processes;
  };
  const processOf = (part: PartName): ProcessRecord => {
    const found = processes().find(({ name }) => name === part);
    if (found === undefined) throw new Error(`${part} does not run`);
    return found;
  };
  const outage = (part: PartName, how: string): Outage => {
    const begun: Outage = { part, how, from: Date.now(), to: Infinity };
    journal.outages.push(begun);
    return begun;
  };
  return {
    dataDir,
    env,
    supervisor,
    processes,
    output: () => text,
    addresses: () => {
      const found = readDesk(dataDir);
      if (found === null) throw new Error('the desk does not run');
      return found;
    },
    start: async () => {
      text = '';
      const started = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      for (const stream of [started.stdout, started.stderr])
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      await until('ready', () => text.includes('Ready in') || hasEnded(), readyWithinMs);
      if (hasEnded()) throw new Error(text);
    },
    kill: async (part, signal = 'SIGKILL') => {
      const killed = processOf(part);
      const backs = text.split(`${part} is back.`).length;
      const begun = outage(part, signal);
      process.kill(killed.pid, signal);
      await until(`${part} is back`, () => text.split(`${part} is back.`).length > backs);
      begun.to = Date.now();
      return begun;
    },
    freeze: async (part, ms) => {
      const frozen = processOf(part);
      const { pid } = frozen;
      const backs = text.split(`${part} is back.`).length;
      const group = part === 'postgres' ? backendsOf(pid) : [];
      const begun = outage(part, 'SIGSTOP');
      for (const one of [pid, ...group]) signalTo(one, 'SIGSTOP');
      await pause(ms);
      for (const one of [...group, pid]) signalTo(one, 'SIGCONT');
      begun.to = Date.now();
      // A worker that stood still for long ends by itself when it notices, and is started again.
      await pause(noticesWithinMs);
      if (!isRunning(frozen)) {
        await until(`${part} is back`, () => text.split(`${part} is back.`).length > backs);
        begun.to = Date.now();
      }
      return begun;
    },
    stop: async () => {
      supervisor().kill('SIGTERM');
      await until('the desk stops', hasEnded, 40_000);
      return supervisor().exitCode;
    },
  };
};

/** Whether none of the processes is there any more. */
export const areGone = (records: readonly ProcessRecord[]): boolean => !records.some(isRunning);

const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
};

/** A Postgres server's own children; Linux only. */
const backendsOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  } catch {
    return [];
  }
};
