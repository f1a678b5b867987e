import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoDesk } from './demo-desk.js';

/** From where this file lies once it is compiled. */
const script = fileURLToPath(new URL('../../../scripts/verify-archive.mjs', import.meta.url));

/** Takes a ticket's archive bundle home and verifies it without the desk; what the script says. Throws when it does not. */
export const verifyBundle = async (desk: DemoDesk, no: string): Promise<string> => {
  const { bytes, key } = await desk.archiveBundle(no);
  const file = join(await mkdtemp(join(tmpdir(), 'desk-demo-')), `${no}.zip`);
  await writeFile(file, bytes);
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [script, file, '--key', key], (error, out, err) => {
      if (error === null) resolve(out.trim());
      else reject(new Error(`the archive bundle of ${no} does not verify:\n${out}${err}`));
    });
  });
};
