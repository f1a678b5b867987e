import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import type { Claims } from '../adapters/postgres/identities.js';
import { claimsOf, isSubject } from './tokens.js';

/** What the desk keeps of a sign-in that has begun, until the browser comes back. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who has signed in, by an ID token whose signature, issuer, audience, nonce and times were checked. */
export interface Proven {
  readonly claims: Claims;
  readonly groups: readonly string[];
  readonly idToken: string;
}

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly groupsClaim: string;
}

/** The organisation's OpenID Connect provider. All calls reject with {@link isAway} while it cannot be reached. */
export interface Provider {
  /** Where to send the browser, and what to remember. */
  readonly begin: (redirectUri: string) => Promise<{ readonly url: string; readonly attempt: Attempt }>;
  /** `url` is the one that the browser came back to; rejects where anything about the answer is wrong. */
  readonly complete: (url: URL, attempt: Attempt) => Promise<Proven>;
  /** Where to sign out at the provider too; null where it offers no such page. */
  readonly endSession: (idToken: string, returnTo: string) => Promise<string | null>;
}

const timeoutS = 5;
/** How long the provider's description is taken as current. */
const freshMs = 3_600_000;

export const createProvider = (options: ProviderOptions): Provider => {
  let known: { readonly config: Promise<Configuration>; readonly until: number } | null = null;
  const configuration = async (): Promise<Configuration> => {
    if (known === null || Date.now() > known.until)
      known = { config: discover(options), until: Date.now() + freshMs };
    try {
      return await known.config;
    } catch (error) {
      known = null;
      throw away(error);
    }
  };
  return {
    begin: async (redirectUri) => {
      const config = await configuration();
      const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: options.scopes,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, attempt };
    },
    complete: async (url, { state, nonce, verifier }) => {
      const config = await configuration();
      const tokens = await authorizationCodeGrant(config, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const said = tokens.claims();
      if (said === undefined || tokens.id_token === undefined || !isSubject(said.sub))
        throw new Error('the provider names nobody');
      const more =
        config.serverMetadata().userinfo_endpoint === undefined || isComplete(said, options.groupsClaim)
          ? {}
          : await fetchUserInfo(config, tokens.access_token, said.sub);
      const all: Readonly<Record<string, unknown>> = { ...more, ...said };
      return {
        claims: claimsOf({ issuer: said.iss, subject: said.sub }, all),
        groups: groupsIn(all[options.groupsClaim]),
        idToken: tokens.id_token,
      };
    },
    endSession: async (idToken, returnTo) => {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      return buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: returnTo }).href;
    },
  };
};

const isComplete = (said: Readonly<Record<string, unknown>>, groupsClaim: string): boolean =>
  said['name'] !== undefined && said['email'] !== undefined && said[groupsClaim] !== undefined;

const groupsIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((group): group is string => typeof group === 'string');

const discover = async ({ issuer, clientId, clientSecret }: ProviderOptions): Promise<Configuration> => {
  const isPlain = issuer.startsWith('http:');
  const config = await discovery(new URL(issuer), clientId, undefined, authenticate(clientSecret), {
    timeout: timeoutS,
    // The local provider has no certificate; production refuses a plain one.
    // oxlint-disable-next-line typescript/no-deprecated -- marked so only to stand out
    execute: isPlain ? [allowInsecureRequests] : [],
  });
  // Also what comes straight from the token endpoint must be signed, by a key that the provider publishes.
  enableNonRepudiationChecks(config);
  return config;
};

/** As the provider wants it: by header unless it only takes the body. */
const authenticate = (secret: string): ClientAuth => {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (...request) => {
    const { token_endpoint_auth_methods_supported: methods } = request[0];
    const isPost = methods !== undefined && !methods.includes('client_secret_basic');
    return (isPost ? post : basic)(...request);
  };
};

const away = (cause: unknown): Error =>
  Object.assign(new Error('the provider is away', { cause }), { away: true });

export const isAway = (error: unknown): error is Error => error instanceof Error && 'away' in error;
