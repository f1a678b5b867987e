import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundlePath, bundleWorkflows } from '../workers/bundle.js';

const quiet = { trace: ignore, debug: ignore, info: ignore, warn: shown, error: shown, log: ignore };

function ignore(): void {}
function shown(message: string): void {
  process.stderr.write(`${message}\n`);
}

const { code } = await bundleWorkflows(quiet);
await mkdir(dirname(bundlePath), { recursive: true });
await writeFile(bundlePath, code);
