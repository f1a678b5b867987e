import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Provider, interactionPolicy, type Configuration } from 'oidc-provider';
import type { LocalPerson } from '../../adapters/postgres/local-issuer.js';
import { localClientId } from '../launch/local-sign-in.js';
import type { IssuerKey } from '../launch/issuer-key.js';
import { loginPage, logoutPage, messagePage } from './pages.js';

export interface LocalProviderOptions {
  readonly issuer: string;
  readonly key: Pick<IssuerKey, 'privateJwk'>;
  readonly clientSecret: string;
  /** Origins under which the desk is reached. */
  readonly origins: readonly string[];
  readonly people: () => Promise<readonly LocalPerson[]>;
}

const hour = 3600;

/** A whole OpenID Connect provider for one machine: the desk's people, a page to pick one of, and no passwords. */
export const createLocalProvider = (options: LocalProviderOptions): RequestListener => {
  const provider = new Provider(options.issuer, configurationOf(options));
  const serve = provider.callback();
  const interact = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const people = await options.people();
    if (req.method !== 'POST') {
      await provider.interactionDetails(req, res);
      return html(res, 200, loginPage(people));
    }
    const subject = new URLSearchParams(await bodyOf(req)).get('subject');
    const person = people.find((one) => one.subject === subject);
    if (person === undefined) return html(res, 400, messagePage('没有这个人。There is no such person.'));
    await provider.interactionFinished(req, res, { login: { accountId: person.subject } });
  };
  return (req, res) => {
    if (req.url?.startsWith('/login/') !== true) {
      void serve(req, res);
      return;
    }
    interact(req, res).catch(() => {
      if (!res.headersSent)
        html(res, 400, messagePage('登录已过期，请从头再来。This sign-in has expired; please start again.'));
    });
  };
};

/** Asks who it is at every sign-in: here people change all the time. */
const alwaysAsk = (): interactionPolicy.DefaultPolicy => {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy
    .get('login')
    ?.checks.add(
      new Check('pick', 'somebody has to be picked', (ctx) =>
        ctx.oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    );
  return policy;
};

const configurationOf = ({
  issuer,
  key,
  clientSecret,
  origins,
  people,
}: LocalProviderOptions): Configuration => ({
  clients: [
    {
      client_id: localClientId,
      client_secret: clientSecret,
      redirect_uris: origins.map((origin) => `${origin}/auth/callback`),
      post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  jwks: { keys: [key.privateJwk] },
  routes: { jwks: '/.well-known/jwks.json' },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  claims: {
    openid: ['sub'],
    profile: ['name', 'department'],
    email: ['email', 'email_verified'],
  },
  // Names in the ID token itself, as most providers have them.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => {
        ctx.body = logoutPage(form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = messagePage('已退出登录。You are signed out.');
      },
    },
  },
  interactions: { policy: alwaysAsk(), url: (_ctx, { uid }) => `/login/${uid}` },
  ttl: { Session: 12 * hour, Grant: 12 * hour, Interaction: hour, AccessToken: hour, IdToken: hour },
  renderError: (ctx, { error, error_description: description }) => {
    ctx.type = 'html';
    ctx.body = messagePage([error, description].filter(Boolean).join(': '));
  },
  findAccount: async (_ctx, subject) => {
    const person = (await people()).find((one) => one.subject === subject);
    if (person === undefined) return undefined;
    const { name, department, email } = person;
    return {
      accountId: subject,
      claims: () => ({
        sub: subject,
        iss: issuer,
        name,
        department,
        ...(email === null ? {} : { email, email_verified: true }),
      }),
    };
  },
  // Nobody is asked whether the desk may know who they are.
  loadExistingGrant: async ({ oidc }) => {
    const { provider, client, session } = oidc;
    if (client === undefined || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

const html = (res: ServerResponse, status: number, text: string): void => {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  res.end(text);
};

const longestForm = 4096;

const bodyOf = async (req: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of req) {
    text += String(chunk);
    if (text.length > longestForm) throw new Error('the form is too long');
  }
  return text;
};
