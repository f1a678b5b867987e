import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An issuer of tokens in this process, for callers that exist for the bench only. */
export interface BenchIssuer {
  readonly id: string;
  readonly jwksUrl: string;
  readonly tokenFor: (login: string) => Promise<string>;
  readonly close: () => void;
}

export const audience = 'steadydesk';

export const startIssuer = async (): Promise<BenchIssuer> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' }],
  });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(keys);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const id = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = new Map<string, Promise<string>>();
  const sign = async (login: string): Promise<string> =>
    await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'bench' })
      .setSubject(login)
      .setIssuer(id)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('3h')
      .sign(privateKey);
  return {
    id,
    jwksUrl: `${id}/jwks.json`,
    tokenFor: async (login) => {
      const token = tokens.get(login) ?? sign(login);
      tokens.set(login, token);
      return await token;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
