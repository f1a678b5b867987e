import type { Request, Response } from 'express';
import { z } from 'zod';
import { rolesByGroups } from '../../domain/role-map.js';
import type { Label, Language } from '../../domain/words.js';
import { html } from '../../web/plain/html.js';
import type { Entrance } from '../entrance.js';
import { isOwnPage, originOf, ownPath } from '../origins.js';
import type { Parts } from '../parts.js';
import { problem, unavailable } from '../problems.js';
import { isAway } from '../provider.js';
import { raw, type Call, type Route } from '../route.js';
import { send } from '../serve.js';

const callback = '/auth/callback';
const loginQuery = z.strictObject({ return: z.string().max(2000).optional() });

/** Signing in and out with a browser: authorization code with PKCE at the organisation's own provider. */
export const authRoutes = (parts: Parts): readonly Route[] => [
  raw({
    method: 'get',
    path: '/auth/login',
    title: { 'zh-CN': '登录', en: 'Sign in' },
    tag: 'sign-in',
    access: 'anyone',
    session: true,
    limit: 'signIn',
    query: loginQuery,
    answers: { 303: { description: 'To the identity provider.' } },
    serve: async (call, req, res) => {
      await atEntrance(parts, { call, res }, async (entrance) => await login(entrance, { call, req, res }));
    },
  }),
  raw({
    method: 'get',
    path: callback,
    title: { 'zh-CN': '登录返回', en: 'Back from the provider' },
    tag: 'sign-in',
    access: 'anyone',
    session: true,
    limit: 'signIn',
    answers: {
      303: { description: 'Signed in, under a new session id; to where the sign-in was asked for.' },
    },
    serve: async (call, req, res) => {
      await atEntrance(
        parts,
        { call, res },
        async (entrance) => await comeBack(parts, entrance, { call, req, res }),
      );
    },
  }),
  raw({
    method: 'post',
    path: '/auth/logout',
    title: { 'zh-CN': '退出登录', en: 'Sign out' },
    tag: 'sign-in',
    access: 'anyone',
    session: true,
    answers: {
      200: {
        description:
          'Signed out here; `next` leads to signing out at the provider. For a form, a page that goes there.',
      },
      303: { description: 'For a form when there is nothing to sign out of at the provider: home.' },
    },
    serve: async (call, req, res) => {
      await atEntrance(parts, { call, res }, async (entrance) => await logout(entrance, { call, req, res }));
    },
  }),
];

interface Exchange {
  readonly call: Call;
  readonly req: Request;
  readonly res: Response;
}

const atEntrance = async (
  { entrance, log }: Parts,
  { call: { language }, res }: Pick<Exchange, 'call' | 'res'>,
  work: (entrance: Entrance) => Promise<void>,
): Promise<void> => {
  res.set('cache-control', 'no-store');
  if (entrance === null) return send(res, unavailable(language, notSetUp));
  try {
    await work(entrance);
  } catch (error) {
    if (!isAway(error)) throw error;
    log.warn({ cause: codeOf(error.cause) }, 'the identity provider cannot be reached');
    send(res, unavailable(language, providerAway));
  }
};

const login = async (
  { provider, sessions, origins }: Entrance,
  { call, req, res }: Exchange,
): Promise<void> => {
  const origin = originOf(origins, req.get('host'));
  const returnTo = ownPath((call.query as z.infer<typeof loginQuery>).return, origin);
  const { url, attempt } = await provider.begin(`${origin}${callback}`);
  await sessions.remember(req, { ...attempt, origin, returnTo });
  res.redirect(303, url);
};

/** Whatever is wrong, the answer is the same; what it was is for the log (S20). */
const comeBack = async (
  { office, log, now }: Parts,
  { provider, sessions, roleMap }: Entrance,
  { call, req, res }: Exchange,
): Promise<void> => {
  const query = req.originalUrl.replace(/^[^?]*/u, '');
  const begun = await sessions.take(req, new URLSearchParams(query).get('state'));
  const refuse = (why: string): void => {
    log.info({ why }, 'a sign-in was refused');
    send(res, problem('unauthenticated', call.language, { detail: again }));
  };
  if (begun === null) return refuse('no-such-attempt');
  let proven;
  try {
    proven = await provider.complete(new URL(`${callback}${query}`, begun.origin), begun);
  } catch (error) {
    if (isAway(error)) throw error;
    return refuse(codeOf(error));
  }
  const { claims, groups, idToken } = proven;
  const caller = await office.identities.signIn(claims, (present) =>
    roleMap === null ? present : rolesByGroups(roleMap, { present, groups }),
  );
  if (caller === null) return refuse('disabled');
  const at = now();
  const signedIn = {
    issuer: claims.issuer,
    subject: claims.subject,
    person: caller.id,
    startedAt: at,
    seenAt: at,
  };
  await sessions.begin(req, { signedIn, idToken });
  await office.sessions.touch(req.sessionID, { seenAt: at, endsAt: sessions.endOf(signedIn) });
  res.redirect(303, begun.returnTo);
};

const logout = async (
  { provider, sessions, origins }: Entrance,
  { call, req, res }: Exchange,
): Promise<void> => {
  if (!isOwnPage(origins, { origin: req.get('origin'), site: req.get('sec-fetch-site') }))
    return send(res, problem('cross-site', call.language));
  const home = `${originOf(origins, req.get('host'))}/`;
  const idToken = await sessions.end(req, res);
  // Signed out here in any case, also while the provider is away.
  const next = idToken === null ? null : await provider.endSession(idToken, home).catch(() => null);
  if (req.accepts('json', 'html') !== 'html') send(res, { status: 200, body: { next: next ?? home } });
  else if (next === null) res.redirect(303, home);
  else sendOnward(res, call.language, next);
};

/** The library's code for what is wrong; its messages may quote tokens. */
const codeOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ');
};

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });
const notSetUp = label('尚未配置登录。', 'Signing in is not set up.');
const providerAway = label(
  '统一身份认证暂时无法访问。',
  'The identity provider cannot be reached right now.',
);
const signedOut = label(
  '已退出恒台，正在退出统一身份认证…',
  'Signed out of Steadydesk; signing out at the identity provider…',
);
const again = label('登录未完成，请重新登录。', 'You were not signed in; please try again.');

/** Goes on to another host; browsers hold a redirect of a form to the `form-action` of its page, which is this host. */
const sendOnward = (res: Response, language: Language, to: string): void => {
  const refresh = html`<meta http-equiv="refresh" content="0;url=${to}" />`;
  const { html: markup } = html`<!doctype html>
    <html lang="${language}">
      <meta charset="utf-8" />
      ${refresh}
      <title>恒台 Steadydesk</title>
      <p><a href="${to}">${signedOut[language]}</a></p>
    </html>`;
  res.status(200).type('html').send(markup);
};
