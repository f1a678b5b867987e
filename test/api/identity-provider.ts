import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWTHeaderParameters } from 'jose';

type Claims = Record<string, unknown>;

/** Ways in which a provider, or somebody between it and the browser, can lie; none of them is the honest provider. */
export interface Mischief {
  /** Changes what it says of itself. */
  readonly metadata?: (said: Claims) => Claims;
  /** Changes the way back to the desk. */
  readonly back?: (url: URL) => void;
  readonly claims?: (claims: Claims) => Claims;
  readonly userinfo?: (claims: Claims) => Claims;
  /** Makes the ID token in another way. */
  readonly idToken?: (claims: Claims, made: string, keys: Keys) => Promise<string> | string;
  /** The whole answer of the token endpoint. */
  readonly tokens?: (answer: Claims) => Claims;
  /** Takes any code any number of times, whatever its verifier. */
  readonly takesAnyCode?: true;
  readonly status?: number;
}

interface Keys {
  readonly publicPem: string;
  readonly sign: (claims: Claims, header?: Partial<JWTHeaderParameters>) => Promise<string>;
  /** By a key that is not published. */
  readonly forge: (claims: Claims) => Promise<string>;
}

export const clientId = 'steadydesk';
export const clientSecret = 'secret-of-the-desk-0123456789';

export interface TestProvider {
  readonly issuer: string;
  /** Who signs in next. */
  user: Claims;
  mischief: Mischief;
  readonly keys: Keys;
  readonly close: () => Promise<void>;
}

/** An OpenID Connect provider that behaves, until it is told otherwise. */
export const openProvider = async (): Promise<TestProvider> => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const other = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const keys: Keys = {
    publicPem: await exportSPKI(publicKey),
    sign: async (claims, header = {}) =>
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(privateKey),
    forge: async (claims) =>
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(other.privateKey),
  };
  interface Grant {
    readonly nonce: string | null;
    readonly challenge: string | null;
    readonly redirectUri: string | null;
    readonly user: Claims;
  }
  const grants = new Map<string, Grant>();
  const access = new Map<string, Claims>();
  const provider: TestProvider = {
    issuer: '',
    user: { sub: 'nobody' },
    mischief: {},
    keys,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const tokensFor = async ({ nonce, user }: Grant): Promise<Claims> => {
    const { mischief, issuer } = provider;
    const seconds = Math.floor(Date.now() / 1000);
    const honest: Claims = {
      iss: issuer,
      aud: clientId,
      iat: seconds,
      exp: seconds + 300,
      ...(nonce === null ? {} : { nonce }),
      ...user,
    };
    const claims = mischief.claims?.(honest) ?? honest;
    const made = await keys.sign(claims);
    const token = randomBytes(16).toString('hex');
    access.set(token, user);
    const answer = {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 300,
      id_token: (await mischief.idToken?.(claims, made, keys)) ?? made,
    };
    return mischief.tokens?.(answer) ?? answer;
  };

  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    const url = new URL(request.url ?? '/', provider.issuer);
    const { mischief, issuer } = provider;
    const serve = async (): Promise<void> => {
      switch (url.pathname) {
        case '/.well-known/openid-configuration': {
          const said = {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            userinfo_endpoint: `${issuer}/userinfo`,
            end_session_endpoint: `${issuer}/logout`,
            jwks_uri: `${issuer}/jwks`,
            response_types_supported: ['code'],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
            authorization_response_iss_parameter_supported: true,
            code_challenge_methods_supported: ['S256'],
          };
          return answer(200, mischief.metadata?.(said) ?? said);
        }
        case '/jwks':
          return answer(200, { keys: [jwk] });
        case '/authorize': {
          const asked = url.searchParams;
          const code = randomBytes(12).toString('hex');
          grants.set(code, {
            nonce: asked.get('nonce'),
            challenge: asked.get('code_challenge'),
            redirectUri: asked.get('redirect_uri'),
            user: provider.user,
          });
          const back = new URL(asked.get('redirect_uri') ?? '');
          back.searchParams.set('code', code);
          back.searchParams.set('state', asked.get('state') ?? '');
          back.searchParams.set('iss', issuer);
          mischief.back?.(back);
          response.writeHead(302, { location: back.href });
          response.end();
          return;
        }
        case '/token': {
          let text = '';
          for await (const chunk of request) text += String(chunk);
          const form = new URLSearchParams(text);
          const code = form.get('code') ?? '';
          const grant = grants.get(code);
          const credentials = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString();
          // RFC 6749 has both parts encoded as in a form.
          if (decodeURIComponent(credentials) !== `${clientId}:${clientSecret}`)
            return answer(401, { error: 'invalid_client' });
          if (mischief.status !== undefined) return answer(mischief.status, { error: 'server_error' });
          const challenge = createHash('sha256')
            .update(form.get('code_verifier') ?? '')
            .digest('base64url');
          if (!mischief.takesAnyCode) {
            grants.delete(code);
            if (
              grant === undefined ||
              grant.challenge !== challenge ||
              grant.redirectUri !== form.get('redirect_uri')
            )
              return answer(400, { error: 'invalid_grant' });
          }
          return answer(
            200,
            await tokensFor(
              grant ?? { nonce: null, challenge: null, redirectUri: null, user: provider.user },
            ),
          );
        }
        case '/userinfo': {
          const user = access.get((request.headers.authorization ?? '').replace('Bearer ', ''));
          if (user === undefined) return answer(401, {});
          return answer(200, mischief.userinfo?.(user) ?? user);
        }
        default:
          return answer(404, {});
      }
    };
    serve().catch((error: unknown) => answer(500, { error: String(error) }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  Object.assign(provider, { issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return provider;
};

/** A token without a signature. */
export const unsigned = (claims: Claims): string =>
  `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

/** Signed with a shared secret that everybody knows: the published key. */
export const byPublicKey = (claims: Claims, pem: string): string => {
  const head = [{ alg: 'HS256', kid: 'k1' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`;
};
