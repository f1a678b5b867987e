import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Unlike the audience of programs' tokens, so that what a browser brings home opens nothing for a program. */
export const localClientId = 'steadydesk-pages';

/**
 * Variables for signing in at the local provider. The secrets are made on first use and kept beside the desk's data,
 * so that sessions outlive a restart.
 */
export const localSignIn = (dataDir: string, issuer: string): Readonly<Record<string, string>> => {
  const file = join(dataDir, 'sign-in.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const made = { client: randomBytes(24).toString('hex'), session: randomBytes(32).toString('hex') };
    const own = `${file}.${process.pid}`;
    writeFileSync(own, JSON.stringify(made), { mode: 0o600 });
    renameSync(own, file);
  }
  const { client, session } = JSON.parse(readFileSync(file, 'utf8')) as { client: string; session: string };
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: localClientId,
    OIDC_CLIENT_SECRET: client,
    SESSION_SECRETS: session,
  };
};
