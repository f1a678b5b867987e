import { createServer } from 'node:http';
import { localPeople } from '../adapters/postgres/local-issuer.js';
import { createPool } from '../adapters/postgres/pool.js';
import { originsOf } from '../api/origins.js';
import { readServiceConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { createLocalProvider } from './issuer/provider.js';
import { openIssuerKey } from './launch/issuer-key.js';

// The local identity provider of `npm start`. Whoever asks is let in as whom they like: it answers this machine alone.
const config = readServiceConfig(environment());
if (config.mode === 'production') throw new Error('The local identity provider is refused in production');
const issuer = `http://127.0.0.1:${config.ports.issuer}`;
const pool = createPool(config.databaseUrl, { max: 2 });
const people = async () => await localPeople(pool, issuer);
await people();

const server = createServer(
  createLocalProvider({
    issuer,
    people,
    key: await openIssuerKey(config.dataDir),
    clientSecret: config.signIn?.clientSecret ?? '',
    origins: originsOf(config.publicUrl),
  }),
);
server.listen(config.ports.issuer, '127.0.0.1', () => process.send?.({ ready: true }));
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
    void pool.end();
  });
