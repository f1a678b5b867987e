import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a running desk is, for the commands that talk to it. */
export type DeskAddresses = {
  /** Base of API and pages, such as http://127.0.0.1:8080 */
  readonly api: string;
  /** The variables its processes were given: DATABASE_URL, TEMPORAL_ADDRESS, JWT_ISSUER, JWT_JWKS_URL … */
  readonly env: Readonly<Record<string, string>>;
};

const fileIn = (dataDir: string) => join(dataDir, 'desk.json');

/** Writes the addresses for this user's eyes only: the database's password is among them. */
export function writeDesk(dataDir: string, desk: DeskAddresses): void {
  const file = fileIn(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(desk, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The addresses of the desk that runs on this folder, or null when none does. */
export function readDesk(dataDir: string): DeskAddresses | null {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as DeskAddresses;
  } catch {
    return null;
  }
}

export function removeDesk(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}
