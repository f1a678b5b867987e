import { createServer } from 'node:http';
import { readConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { openIssuerKey } from './launch/issuer-key.js';

// The local issuer of `npm start`: it serves the public key; tokens are signed by `npm run token`.
const config = readConfig(environment());
const { publicJwk } = await openIssuerKey(config.dataDir);
const issuer = `http://127.0.0.1:${config.ports.issuer}`;
const documents: Readonly<Record<string, unknown>> = {
  '/.well-known/jwks.json': { keys: [publicJwk] },
  '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/.well-known/jwks.json` },
};

const server = createServer((request, response) => {
  const document = documents[request.url ?? ''];
  response.statusCode = document === undefined ? 404 : 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(document ?? {}));
});
server.listen(config.ports.issuer, '127.0.0.1', () => process.send?.({ ready: true }));
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
