import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { restorableParts, restore, type RestorablePart } from './backup/restore.js';

const isPart = (name: string): name is RestorablePart =>
  (restorableParts as readonly string[]).includes(name);

const usage = `npm run restore -- FOLDER [--replace] [--only ${restorableParts.join('|')}]… [--erasures FILE]`;

const orders = z.object({
  erasures: z.array(
    z.object({
      id: z.string(),
      person: z.string().nullable(),
      callersOf: z.array(z.string()).default([]),
      reason: z.string(),
      by: z.string(),
    }),
  ),
});
const ordersIn = (file: string) => orders.parse(JSON.parse(readFileSync(file, 'utf8'))).erasures;

// `npm run restore -- FOLDER`: into the desk that DATA_DIR and DATABASE_URL name, which must not run.
try {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: {
      replace: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      // As GET /api/erasures gave it, where the database that knew of them is lost.
      erasures: { type: 'string' },
    },
  });
  const [folder, ...more] = positionals;
  const parts = values.only ?? restorableParts;
  if (folder === undefined || more.length > 0 || !parts.every(isPart)) throw new Error(usage);
  const began = performance.now();
  const { manifest, movedTo, erased } = await restore(readConfig(environment()), resolve(folder), {
    replace: values.replace,
    parts,
    erased: values.erasures === undefined ? [] : ordersIn(values.erasures),
  });
  console.log(
    `Restored ${parts.join(', ')} as of ${manifest.database.takenAt} in ${((performance.now() - began) / 1000).toFixed(1)} s.`,
  );
  if (erased > 0) console.log(`${erased} erasures were done again`);
  if (movedTo !== null) console.log(`What was there is in ${movedTo}`);
  console.log('The next start compares tickets with their runs and says what it found.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
