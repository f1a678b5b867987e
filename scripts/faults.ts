import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../config/environment.js';
import { readArguments } from './faults/arguments.js';
import { longRun } from './faults/long-run.js';
import { reportLines } from './faults/report.js';
import { startRig } from './faults/rig.js';

// `npm run faults -- --seed N --minutes M`: people at random, kills at random, and a checker that forgives nothing.
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const dataDir = mkdtempSync(join(tmpdir(), 'desk-faults-'));
try {
  const { seed, minutes, tickets } = readArguments(process.argv.slice(2));
  say(`seed ${seed}, ${minutes} min, ${tickets} tickets`);
  const rig = await startRig({
    dataDir,
    seed,
    program: fileURLToPath(new URL('./start.js', import.meta.url)),
    env: environment(),
    pauseMs: 1500,
    patienceMs: 60_000,
    graceMs: 5000,
  });
  try {
    await longRun(rig, { minutes, tickets, say });
    const verdict = await rig.check();
    for (const line of reportLines(rig, verdict)) say(line);
    process.exitCode = verdict.violations.length === 0 ? 0 : 1;
  } finally {
    await rig.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
