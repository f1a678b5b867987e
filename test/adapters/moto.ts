import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment } from '../../config/environment.js';
import { readPrograms } from '../../config/programs.js';
import { freePort } from '../../scripts/launch/ports.js';

const wanted = 'moto[server]==5.2.5';

export interface S3Server {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/**
 * An S3 server of its own for the test: moto from PyPI, installed once into this user's cache folder. Null, and one
 * line that says so, where there is no python3 or nothing to install from.
 */
export const startMoto = async (): Promise<S3Server | null> => {
  const python = installed();
  if (python === null) return null;
  const port = await freePort();
  const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const isUp = async (): Promise<boolean> =>
    await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
  for (const end = performance.now() + 60_000; !(await isUp());) {
    if (performance.now() > end || server.exitCode !== null) throw new Error('moto_server did not come up');
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return {
    endpoint,
    stop: async () => {
      server.kill();
      await ended;
    },
  };
};

/** Path of a Python that has moto, or null. */
const installed = (): string | null => {
  const folder = join(readPrograms(environment()).cacheDir, 'moto-5.2.5');
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return python;
  console.log(`Installing ${wanted} (once, to ${folder}) …`);
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const run = (command: string, ...args: readonly string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore', timeout: 180_000 }).status === 0;
  const isDone =
    run('python3', '-m', 'venv', folder) &&
    run(python, '-m', 'pip', 'install', '--quiet', wanted) &&
    run('touch', join(folder, 'partial'));
  if (!isDone) {
    console.log(
      `S3 is not tested: ${wanted} cannot be installed here; it needs python3 with venv, and PyPI.`,
    );
    return null;
  }
  renameSync(join(folder, 'partial'), join(folder, 'complete'));
  return python;
};
