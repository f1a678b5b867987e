import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Heard } from '../adapters/postgres/listen.js';
import { createAccessBook } from './access-book.js';
import { createSend } from './acting.js';
import { isEdgeError } from './body.js';
import type { AppDeps, Patience } from './deps.js';
import { createEntrance } from './entrance.js';
import { createIdentify } from './identity.js';
import { usualLimits } from './limits.js';
import { createLive } from './live.js';
import { createMetrics } from './metrics.js';
import { createNames } from './names.js';
import type { Parts } from './parts.js';
import { createPresenceNews } from './presence-news.js';
import { notFound, problem } from './problems.js';
import type { Route } from './route.js';
import { routesOf } from './routes/all.js';
import { createServing, languageOf, send } from './serve.js';
import { createDoubts } from './doubts.js';
import { createStarts } from './starts.js';
import { createTrials } from './trials.js';
import { createTicketQueues } from './ticket-queues.js';
import { createTicketTexts } from './ticket-texts.js';

export interface App {
  readonly express: Express;
  /** All routes there are; whatever is not among them answers 404. */
  readonly routes: readonly Route[];
  /** What to do when the database is heard on one of its channels. */
  readonly heard: Heard;
  /** Ends streams, lets what runs finish and forgets the rest; requests may not come any more. */
  readonly stop: () => Promise<void>;
}

// Whoever asks is told within three seconds, be it that nothing can be told.
const usualPatience: Patience = {
  startMs: 2000,
  actMs: 2500,
  queueMs: 8000,
  trialMs: 1500,
  trialSilenceMs: 15_000,
};
/** Several API processes may speak to one ticket; together they must stay under the engine's cliff. */
const inFlight = 4;
const longestQueue = 500;

/** The API over what it stands on; makes no connection and reads no configuration of its own. */
export const createApp = (deps: AppDeps): App => {
  const patience = { ...usualPatience, ...deps.patience };
  const language = deps.language ?? 'zh-CN';
  const queues = createTicketQueues({ inFlight, longest: longestQueue, patienceMs: patience.queueMs });
  const live = createLive(deps.reader);
  const presenceNews = createPresenceNews(deps.reader.presence);
  const doubts = createDoubts({
    runs: deps.runs,
    loadTicket: deps.intakes.loadTicket,
    warn: (message) => deps.log.warn(message),
  });
  const starts = createStarts(deps.runs, deps.intakes, patience.startMs);
  const now = deps.now ?? Date.now;
  const entrance = deps.entrance === undefined ? null : createEntrance(deps.entrance);
  const identify = createIdentify({ ...deps, sessions: entrance?.sessions ?? null, now });
  const names = createNames(async () => [
    ...(await deps.reader.people()),
    ...(await deps.office.accounts.list()),
  ]);
  const accessBook = createAccessBook(deps.office.accessLog, deps.log);
  const trials = createTrials(deps.reader, {
    patienceMs: patience.trialMs,
    silenceMs: patience.trialSilenceMs,
    warn: (error) => deps.log.error({ err: nameOf(error) }, 'a trial of a policy failed'),
  });
  const streams = new Set<() => void>();
  const parts: Parts = {
    ...deps,
    live,
    presenceNews,
    starts,
    doubts,
    identify,
    streams,
    trials,
    now,
    entrance,
    names,
    texts: createTicketTexts({ read: async (numbers) => await deps.reader.tickets(numbers), names }),
    send: createSend({ runs: deps.runs, queues, deadlineMs: patience.actMs, doubt: doubts.add }),
    metrics: createMetrics({
      reader: deps.reader,
      live,
      queues,
    }),
  };
  const routes = routesOf(parts);
  const serving = createServing({
    identify,
    entrance,
    now,
    note: accessBook.note,
    limits: { ...usualLimits, ...deps.limits },
    attachments: deps.attachments,
    language,
  });

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(headers, parts.metrics.observe);
  for (const row of routes)
    app[row.method](row.path.replaceAll(/\{(\w+)\}/gu, ':$1'), ...serving.handlersOf(row));
  for (const path of new Set(routes.map((row) => row.path)))
    app.all(path.replaceAll(/\{(\w+)\}/gu, ':$1'), (req, res) =>
      send(
        res,
        problem('method-not-allowed', languageOf(req, language), {
          headers: { allow: allowed(routes, path) },
        }),
      ),
    );
  app.use((req, res) => send(res, notFound(languageOf(req, language))));
  const onError: ErrorRequestHandler = (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const asked = languageOf(req, language);
    if (isEdgeError(error)) return send(res, problem(error.problem, asked, retryOf(error.problem)));
    if (isBadUrl(error)) return send(res, problem('malformed', asked));
    const isAway = isDatabaseAway(error);
    deps.log.error(
      { err: nameOf(error), path: (req.route as { path?: string } | undefined)?.path },
      'a request failed',
    );
    send(
      res,
      problem(isAway ? 'unavailable' : 'internal', asked, isAway ? { headers: { 'retry-after': '2' } } : {}),
    );
  };
  app.use(onError);

  return {
    express: app,
    routes,
    heard: {
      desk_entry: live.wake,
      desk_name: names.forget,
      desk_presence: presenceNews.changed,
    },
    stop: async () => {
      for (const end of streams) end();
      await queues.idle();
      await starts.stop();
      await doubts.stop();
      await trials.stop();
      await live.stop();
      await accessBook.stop();
      serving.stop();
      entrance?.sessions.stop();
    },
  };
};

const allowed = (routes: readonly Route[], path: string): string =>
  routes
    .filter((row) => row.path === path)
    .map(({ method }) => method.toUpperCase())
    .join(', ');

const headers: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'frame-ancestors': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
    },
  },
  crossOriginEmbedderPolicy: false,
  // Stricter, and browsers send `Origin: null` with our own forms, which are then taken for another site's.
  referrerPolicy: { policy: 'same-origin' },
  // The proxy that ends TLS decides for its host.
  strictTransportSecurity: false,
});

const retryOf = (code: string) => (code === 'too-often' ? { headers: { 'retry-after': '60' } } : {});

const isBadUrl = (error: unknown): boolean =>
  error instanceof URIError || (error as { status?: unknown } | null)?.status === 400;

/** Postgres away, shutting down, out of connections or of disk (class 08, 53, 57), taking nobody in, or the socket broken. */
const isDatabaseAway = (error: unknown): boolean => {
  const { code, message, severity } = error as { code?: unknown; message?: unknown; severity?: unknown };
  return (
    severity === 'FATAL' ||
    (typeof code === 'string' && /^(?:08|53|57|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/u.test(code)) ||
    (typeof message === 'string' &&
      /connection terminated|timeout exceeded when trying to connect|Connection ended|Query read timeout/iu.test(
        message,
      ))
  );
};

/** Messages may quote what people wrote; names and codes do not. */
const nameOf = (error: unknown): string => {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ');
};
