import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localPeople } from '../../adapters/postgres/local-issuer.js';
import type { Pool } from '../../adapters/postgres/pool.js';
import type { AppDeps } from '../../api/deps.js';
import { originsOf } from '../../api/origins.js';
import { createVerify } from '../../api/tokens.js';
import { createLocalProvider } from '../../scripts/issuer/provider.js';
import { openIssuerKey, type IssuerKey } from '../../scripts/launch/issuer-key.js';
import { localClientId } from '../../scripts/launch/local-sign-in.js';
import { freePort } from '../../scripts/launch/ports.js';

/** The identity provider of `npm start`, for one desk. */
export interface LocalProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly key: IssuerKey;
  /** What lets a desk at this address sign people in here. */
  readonly entranceOf: (url: string, pool: Pool) => Required<Pick<AppDeps, 'verify' | 'entrance'>>;
  /** Opens once the desk is there. */
  readonly listen: (desk: { readonly url: string; readonly pool: Pool }) => Promise<void>;
  readonly close: () => Promise<void>;
}

const hour = 3_600_000;

export const openLocalProvider = async (): Promise<LocalProvider> => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-issuer-'));
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const audience = 'steadydesk';
  const clientSecret = randomBytes(24).toString('hex');
  const key = await openIssuerKey(folder);
  const server = createServer();
  return {
    issuer,
    audience,
    key,
    entranceOf: (url, pool) => ({
      verify: createVerify({ id: issuer, jwksUrl: `${issuer}/.well-known/jwks.json`, audience }),
      entrance: {
        pool,
        issuer,
        clientId: localClientId,
        clientSecret,
        scopes: 'openid profile email',
        groupsClaim: 'groups',
        roleMap: null,
        publicUrl: url,
        sessionSecrets: [randomBytes(32).toString('hex')],
        idleMs: hour,
        longestMs: hour,
      },
    }),
    listen: async ({ url, pool }) => {
      const people = async () => await localPeople(pool, issuer);
      await people();
      server.on(
        'request',
        createLocalProvider({ issuer, key, clientSecret, people, origins: originsOf(url) }),
      );
      await new Promise<void>((resolve) => {
        server.listen(port, '127.0.0.1', resolve);
      });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
