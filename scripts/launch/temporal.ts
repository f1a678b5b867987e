import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { searchAttributes } from '../../adapters/temporal/search-attributes.js';
import { lastLines, readLines, type Log } from './log.js';
import { stopByTerm } from './processes.js';
import { announce, endedEarly, endOf, toRunning, untilReady, type Running, type Spawned } from './running.js';
import { isFitServer, oldestServer } from './temporal-programs.js';

/**
 * A queue of one desk needs no four partitions. After a burst at cached runs the SDK lets one poll alone wait for new runs,
 * until a minute later a poll of the others returns (`wait_if_needed` in its core); tasks at partitions where that one does
 * not wait lie there meanwhile.
 */
const ownConfig = {
  'matching.numTaskqueueWritePartitions': 1,
  'matching.numTaskqueueReadPartitions': 1,
} as const;

/** Ended tickets stay readable in the Temporal UI this long; the archive proper is in Postgres. */
const retentionDays = 30;

export type TemporalOptions = {
  /** Path of the `temporal` CLI, from `findTemporalCli`. */
  readonly cli: string;
  /** The desk's data folder, which gets `temporal.db`; null keeps everything in memory. */
  readonly dataDir: string | null;
  readonly port: number;
  /** Port of the web UI; null goes without. */
  readonly uiPort: number | null;
  readonly log: Log;
  readonly namespace?: string;
  /** Dynamic configuration of the server, such as `history.maxInFlightUpdates: 10`. */
  readonly dynamicConfig?: Readonly<Record<string, number | string | boolean>>;
  readonly extraArgs?: readonly string[];
  readonly spawned?: Spawned;
};

export type RunningTemporal = Running & {
  /** host:port */
  readonly address: string;
  readonly serverVersion: string;
};

/** The server looks for free ports for its inner services, and ends when another program takes one of them first. */
const starts = 3;

/**
 * Starts the Temporal dev server on 127.0.0.1 with the desk's search attributes and 30 days of retention.
 * Resolves when its namespace answers. The caller checks that the ports are free.
 * Throws with one line of reason and the last lines of its log.
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  for (let start = 1; ; start += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (start === starts || !(error as Error).message.includes(endedEarly)) throw error;
    }
  }
}

async function startOnce(options: TemporalOptions): Promise<RunningTemporal> {
  const { cli, dataDir, port, namespace = 'default' } = options;
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const last = lastLines(20);
  let stopping = false;
  const child = spawn(cli, argumentsFor(options), {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = endOf(child);
  announce(child, stopByTerm, options.spawned);
  readLines(child.stderr, (line) => {
    last.add(line);
    // While it stops, its own services complain of each other.
    if (!stopping) options.log(line);
  });
  try {
    const address = `127.0.0.1:${port}`;
    const serverVersion = await untilAnswering(ended, { address, port, namespace });
    if (!isFitServer(serverVersion)) {
      throw new Error(`is server ${serverVersion}, older than ${oldestServer}`);
    }
    const running = toRunning(child, ended, stopByTerm);
    const stop = () => {
      stopping = true;
      return running.stop();
    };
    return { ...running, stop, address, serverVersion };
  } catch (error) {
    stopping = true;
    child.kill('SIGKILL');
    await ended;
    throw new Error(`Temporal ${(error as Error).message}\n${last.text()}`, { cause: error });
  }
}

function argumentsFor(options: TemporalOptions): string[] {
  const { dataDir, port, uiPort, namespace, dynamicConfig = {}, extraArgs = [] } = options;
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const json: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...ownConfig, ...dynamicConfig }))
    json[name] = JSON.stringify(value);
  // Without WAL the file database is five times slower and single updates can take many seconds.
  const pragmas = { journal_mode: 'WAL', synchronous: 'NORMAL' };
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--log-level=error',
    ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...(dataDir === null
      ? []
      : ['--db-filename', join(dataDir, 'temporal.db'), ...pairs('--sqlite-pragma', pragmas)]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...pairs('--search-attribute', searchAttributes),
    ...pairs('--dynamic-config-value', json),
    ...extraArgs,
  ];
}

type Target = { readonly address: string; readonly port: number; readonly namespace: string };

/** Waits until the namespace answers, sets its retention, and gives the server's version. */
async function untilAnswering(ended: Promise<string>, target: Target): Promise<string> {
  // Loaded here: it takes half a second, which Postgres' start can hide.
  const { Connection } = await import('@temporalio/client');
  let version = '';
  // A gRPC channel that found nobody waits a second before it tries again, so look for a listener first.
  await untilReady({ ended, ms: 60_000 }, () => isListening(target.port));
  await untilReady({ ended, ms: 60_000 }, async () => {
    try {
      const connection = await Connection.connect({
        address: target.address,
        connectTimeout: 1000,
      });
      try {
        const { workflowService } = connection;
        const { namespace } = target;
        const known = await workflowService.describeNamespace({ namespace });
        const seconds = retentionDays * 86_400;
        if (known.config?.workflowExecutionRetentionTtl?.seconds?.toNumber() !== seconds) {
          const workflowExecutionRetentionTtl = { seconds } as never;
          await workflowService.updateNamespace({
            namespace,
            config: { workflowExecutionRetentionTtl },
          });
        }
        version = (await workflowService.getSystemInfo({})).serverVersion ?? '';
        return true;
      } finally {
        await connection.close();
      }
    } catch {
      return false;
    }
  });
  return version;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
