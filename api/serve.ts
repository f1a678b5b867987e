import type { Request, RequestHandler, Response } from 'express';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Attachments } from '../adapters/attachments.js';
import type { AccessRow } from '../adapters/postgres/access-log.js';
import type { Instant } from '../domain/instant.js';
import type { Actor } from '../domain/people.js';
import type { Scope } from '../domain/scopes.js';
import type { Language, Role } from '../domain/words.js';
import type { Answer } from './answer.js';
import { formBody, jsonBody } from './body.js';
import { formWithFiles } from './form-with-files.js';
import { chosenLanguage } from './language-cookie.js';
import { parseInput } from './field-errors.js';
import type { Entrance } from './entrance.js';
import { readingOf } from './readings.js';
import { createFailures, type Failures, type Identify, type Sender } from './identity.js';
import { addressOf, limitTo, type Limits } from './limits.js';
import { isOwnPage } from './origins.js';
import { problem, unavailable, type ProblemError } from './problems.js';
import { shownRefusal } from './refusal-answer.js';
import type { Call, Route } from './route.js';

/** Whoever wins the language: zh-CN unless the caller prefers English. */
export const languageOf = (req: Request, fallback: Language): Language => {
  const chosen = chosenLanguage(req.headers.cookie);
  if (chosen !== null) return chosen;
  if (req.headers['accept-language'] === undefined) return fallback;
  const found = req.acceptsLanguages('zh-CN', 'en');
  return found === 'en' || found === 'zh-CN' ? found : fallback;
};

/** Sends an answer; a refusal as a page where a browser shows it to somebody. */
export const send = (res: Response, answer: Answer): void => {
  const { status, body, headers = {} } = shownRefusal(res.req, answer);
  res.status(status).set(headers);
  if (body === undefined) {
    res.end();
    return;
  }
  const isProblem = status >= 400 && typeof body === 'object' && body !== null && 'code' in body;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    res.send(body);
    return;
  }
  res.set('content-type', `application/${isProblem ? 'problem+json' : 'json'}; charset=utf-8`);
  res.send(Buffer.from(JSON.stringify(body)));
};

/** A reader who goes away is no failure of the desk. */
const sendFile = async (
  req: Request,
  res: Response,
  { status, headers = {}, file }: Answer & { readonly file: Readable },
): Promise<void> => {
  res.status(status).set(headers);
  if (req.method === 'HEAD') {
    file.destroy();
    res.end();
  } else await pipeline(file, res).catch(() => res.destroy());
};

export interface Edge {
  readonly identify: Identify;
  readonly entrance: Entrance | null;
  /** Takes readings of personal data by staff. */
  readonly note: (row: AccessRow) => void;
  readonly now: () => Instant;
  readonly limits: Limits;
  readonly attachments: Attachments;
  readonly language: Language;
}

export interface Serving {
  readonly handlersOf: (row: Route) => readonly RequestHandler[];
  readonly stop: () => void;
}

const none = z.strictObject({});

/** What every request goes through, whatever its route: who sends it, how often, whether its input fits; in this order. */
export const createServing = ({
  identify,
  entrance,
  limits,
  attachments,
  language: fallback,
  note,
  now,
}: Edge): Serving => {
  const rejected = createFailures(limits.unauthenticated);
  const strangers = createFailures(limits.strangers);
  const callerOf = (res: Response): Actor | null => (res.locals['caller'] as Actor | undefined) ?? null;
  const scopesOf = (res: Response): readonly Scope[] | null =>
    (res.locals['scopes'] as readonly Scope[] | undefined) ?? null;
  const keyOf = (req: Request): string => callerOf(req.res as Response)?.id ?? addressOf(req);
  const perCaller = limitTo(limits.caller, keyOf);
  const own = {
    intake: limitTo(limits.intake, keyOf),
    survey: limitTo(limits.survey, keyOf),
    signIn: limitTo(limits.signIn, keyOf),
  };

  const isFromOwnPage = (req: Request): boolean =>
    entrance !== null &&
    isOwnPage(entrance.origins, { origin: req.get('origin'), site: req.get('sec-fetch-site') });
  /** The session that the cookie names; the header of a program makes it needless. */
  const loadSession =
    (row: Route): RequestHandler =>
    (req, res, next) => {
      const isNeeded =
        'session' in row || (row.access !== 'anyone' && req.headers.authorization === undefined);
      if (entrance === null || !isNeeded || !('session' in row || entrance.sessions.isBrought(req))) next();
      else entrance.sessions.load(req, res, next);
    };

  const authenticate =
    (row: Route): RequestHandler =>
    async (req, res, next) => {
      const language = languageOf(req, fallback);
      const sender = senderOf(req);
      const known = await identify(sender, row.isPolled !== true);
      if (known.state === 'known') {
        if (sender.authorization === undefined && !isSafe(req) && !isFromOwnPage(req))
          return send(res, problem('cross-site', language));
        res.locals['caller'] = known.caller;
        res.locals['scopes'] = known.scopes;
        next();
      } else if (known.state === 'unreachable')
        send(
          res,
          unavailable(language, {
            'zh-CN': '暂时无法核实身份。',
            en: 'Your identity cannot be verified right now.',
          }),
        );
      else send(res, await unauthenticated(language, { rejected, address: addressOf(req) }));
    };

  /** Leads whoever is not signed in to where they can, and back here. */
  const authenticatePage =
    (row: Route): RequestHandler =>
    async (req, res, next) => {
      const known = await identify(senderOf(req), true);
      if (known.state === 'unknown' && isSafe(req))
        res.redirect(303, `/auth/login?return=${encodeURIComponent(req.originalUrl)}`);
      else await authenticate(row)(req, res, next);
    };

  const answer =
    (row: Route): RequestHandler =>
    async (req, res) => {
      const language = languageOf(req, fallback);
      const caller = callerOf(res);
      const scopes = scopesOf(res);
      const isLet =
        scopes === null
          ? typeof row.access === 'string' || hasRole(caller, row.access)
          : row.access === 'anyone' || (row.scope !== undefined && scopes.includes(row.scope));
      if (!isLet) return send(res, problem('not-permitted', language));
      const key = keyOf(req);
      if (row.namesTicket && (await strangers.isOver(key)))
        return send(res, problem('too-often', language, { headers: { 'retry-after': '60' } }));
      const input = read(row, req, language);
      if ('errors' in input) return send(res, problem('invalid-input', language, { errors: input.errors }));
      const call: Call = {
        params: req.params as Record<string, string>,
        ...input,
        caller,
        language,
        sender: senderOf(req),
        scopes,
        header: (name) => req.get(name),
      };
      if ('serve' in row) return await row.serve(call, req, res);
      // Rows for people are reached with a caller only: see the handlers below.
      const given = await row.handle(call as Call & { caller: Actor });
      if (row.namesTicket && given.isStranger === true) await strangers.count(key);
      const reading = readingOf(row, given, { caller, scopes });
      if (reading !== null) note({ ...reading, at: now() });
      if (given.file === undefined) send(res, given);
      else await sendFile(req, res, { ...given, file: given.file });
    };

  const bodyOf = (row: Route, limit: number | undefined): RequestHandler => {
    if (row.takesFiles)
      return formWithFiles(attachments, {
        caller: callerOf,
        language: (req) => languageOf(req, fallback),
        limit,
      });
    return row.isPage ? formBody(limit) : jsonBody(limit);
  };

  return {
    handlersOf: (row) => [
      loadSession(row),
      ...(row.access === 'anyone' ? [] : [row.isPage ? authenticatePage(row) : authenticate(row), perCaller]),
      ...(row.limit === undefined ? [] : [own[row.limit]]),
      ...(row.body === undefined ? [] : [bodyOf(row, row.body.limit)]),
      answer(row),
    ],
    stop: () => {
      rejected.stop();
      strangers.stop();
    },
  };
};

/** Whether nothing is changed by it; such a request may come from anywhere. */
const isSafe = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

const senderOf = (req: Request): Sender => ({
  authorization: req.headers.authorization,
  session: (req.session as Request['session'] | undefined)?.person === undefined ? null : req.sessionID,
});

export const hasRole = (caller: Actor | null, roles: readonly Role[]): boolean =>
  caller?.roles.some((role) => roles.includes(role)) === true;

const unauthenticated = async (
  language: Language,
  { rejected, address }: { readonly rejected: Failures; readonly address: string },
): Promise<Answer> => {
  const isOver = await rejected.isOver(address);
  await rejected.count(address);
  return isOver
    ? problem('too-often', language, { headers: { 'retry-after': '60' } })
    : problem('unauthenticated', language, { headers: { 'www-authenticate': 'Bearer' } });
};

/** A row's input as its schemas make it, or what is wrong with it. */
export const read = (
  row: Route,
  req: Pick<Request, 'query' | 'body'>,
  language: Language,
): { readonly query: unknown; readonly body: unknown } | { readonly errors: readonly ProblemError[] } => {
  const isStrict = row.query !== undefined || (row.access !== 'anyone' && !row.isPage);
  const query = isStrict
    ? parseInput(row.query ?? none, req.query, { language, clauseOf: () => null })
    : { value: {} };
  if ('errors' in query) return { errors: query.errors.map(parameterError) };
  if (row.body === undefined) return { query: query.value, body: undefined };
  if (row.body.checkedByRoute) return { query: query.value, body: req.body as unknown };
  const clauseOf = row.body.clauseOf ?? (() => row.clause ?? null);
  const body = parseInput(row.body.schema, req.body, { language, clauseOf });
  return 'errors' in body ? body : { query: query.value, body: body.value };
};

/** A query has no pointers: its errors name the parameter. */
const parameterError = (error: ProblemError): ProblemError => ({
  ...error,
  pointer: '',
  parameter: error.pointer.slice(1),
});
