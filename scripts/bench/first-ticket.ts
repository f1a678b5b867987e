import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, type Environment } from '../../config/environment.js';
import { defaultPorts } from '../../config/schema.js';
import { freePort } from '../launch/ports.js';
import { openLocalTokens } from '../launch/token.js';
import { startNode } from '../supervisor/node-process.js';
import { standardIntake } from './lives.js';
import { until } from './until.js';

const supervisor = fileURLToPath(new URL('../start.js', import.meta.url));

/** Starts a desk as `npm start` does, in a new data folder: how long until it is ready, and until it has taken a ticket. */
export const firstTicket = async (): Promise<{ readonly readyMs: number; readonly firstMs: number }> => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-first-'));
  const own = await Promise.all(
    Object.keys(defaultPorts).map(async (name) => [name, String(await freePort())] as const),
  );
  const { npm_lifecycle_event: _npm, ...inherited } = environment();
  const env: Environment = { ...inherited, ...Object.fromEntries(own), DATA_DIR: folder };
  const begun = performance.now();
  const silent = (): void => undefined;
  const readyUrl = `http://127.0.0.1:${env['PORT']}/healthz`;
  const desk = await startNode({ program: supervisor, env, readyUrl, log: silent, spawned: silent });
  try {
    const readyMs = performance.now() - begun;
    let tokens: Awaited<ReturnType<typeof openLocalTokens>> | null = null;
    await until(async () => (tokens ??= await openLocalTokens(env).catch(() => null)) !== null);
    if (tokens === null) throw new Error('the desk gave no tokens');
    const { api, of } = tokens as Awaited<ReturnType<typeof openLocalTokens>>;
    const response = await fetch(`${api}/api/tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await of('wang')}`, 'content-type': 'application/json' },
      body: JSON.stringify(standardIntake),
    });
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
    return { readyMs, firstMs: performance.now() - begun };
  } finally {
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
