import { spawn, type ChildProcess } from 'node:child_process';
import type { Environment } from '../../config/environment.js';
import { lastLines, readLines, type Log } from '../launch/log.js';
import { stopByTerm } from '../launch/processes.js';
import { announce, endOf, toRunning, untilReady, type Running, type Spawned } from '../launch/running.js';

export type NodeProcess = {
  /** Absolute path of the compiled program. */
  readonly program: string;
  readonly env: Environment;
  readonly log: Log;
  readonly spawned: Spawned;
  /** Answers 200 once the process is ready, if it does not say so itself by `process.send({ ready: true })`. */
  readonly readyUrl?: string;
};

const readyWithinMs = 60_000;

/**
 * Starts a Node process that ends with this one, and resolves when it is ready.
 * Throws, after it has ended, when it does not get there.
 */
export async function startNode(options: NodeProcess): Promise<Running> {
  const { child, ended, last } = spawnNode(options);
  let ready = false;
  child.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'ready' in message) ready = true;
  });
  let asked = 0;
  try {
    await untilReady({ ended, ms: readyWithinMs }, async () => {
      if (ready || options.readyUrl === undefined || performance.now() - asked < 250) return ready;
      asked = performance.now();
      return ready || (await answers(options.readyUrl));
    });
    return toRunning(child, ended, stopByTerm);
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw new Error(`${(error as Error).message}\n${last()}`.trim(), { cause: error });
  }
}

/** Runs a Node program to its end. Throws with its last lines when that is not exit code 0. */
export async function runNode(options: Omit<NodeProcess, 'readyUrl'>): Promise<void> {
  const { ended, last } = spawnNode(options);
  const how = await ended;
  if (how !== 'exit code 0') throw new Error(`failed (${how})\n${last()}`.trim());
}

type SpawnedNode = {
  readonly child: ChildProcess;
  readonly ended: Promise<string>;
  readonly last: () => string;
};

function spawnNode({ program, env, log, spawned }: NodeProcess): SpawnedNode {
  const follow = new URL('./follow-parent.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', follow, program], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = endOf(child);
  announce(child, stopByTerm, spawned);
  const last = lastLines(20);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    readLines(stream, (line) => {
      last.add(line);
      log(line);
    });
  }
  return { child, ended, last: last.text };
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
