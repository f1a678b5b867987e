import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { ProblemCode } from './problems.js';

const kilobyte = 1024;
const deepest = 20;

/** What is wrong with a body before its content is looked at, as an error that the error handler knows. */
export interface EdgeError extends Error {
  readonly problem: ProblemCode;
}

export const edgeError = (problem: ProblemCode): EdgeError => Object.assign(new Error(problem), { problem });

export const isEdgeError = (error: unknown): error is EdgeError =>
  error instanceof Error && 'problem' in error;

const problemsOfParser: Readonly<Record<string, ProblemCode>> = {
  'entity.too.large': 'too-large',
  'entity.parse.failed': 'malformed',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
};

/** JSON only, small and not deep; no body at all is an empty object. */
export const jsonBody = (limit: number = 64 * kilobyte): RequestHandler => {
  const parse = express.json({ limit, strict: false, type: 'application/json' });
  return (req, res, next) => {
    if (!hasBody(req)) {
      req.body = {};
      next();
    } else if (req.is('application/json') === false) next(edgeError('unsupported-media-type'));
    else parse(req, res, (error?: unknown) => afterParsing(error, { req, res, next }));
  };
};

/** What a browser's form sends; a field that stands twice counts once, and no field can be more than a text. */
export const formBody = (limit: number = 64 * kilobyte): RequestHandler => {
  const parse = express.urlencoded({ limit, extended: false, parameterLimit: 100 });
  return (req, res, next) => {
    parse(req, res, (error?: unknown) => {
      const { type } = (error ?? {}) as { type?: string };
      if (error !== undefined && error !== null) {
        next(edgeError(problemsOfParser[type ?? ''] ?? 'malformed'));
        return;
      }
      const fields = Object.entries((req.body ?? {}) as Record<string, unknown>);
      req.body = Object.fromEntries(
        fields.map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : value)]),
      );
      next();
    });
  };
};

const afterParsing = (
  error: unknown,
  { req, next }: { readonly req: Request; readonly res: Response; readonly next: NextFunction },
): void => {
  if (error === undefined || error === null) {
    next(isTooDeep(req.body) ? edgeError('malformed') : undefined);
    return;
  }
  const { type } = error as { type?: string };
  next(edgeError(problemsOfParser[type ?? ''] ?? 'malformed'));
};

const hasBody = (req: Request): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

/** Level by level, so that no depth can exhaust the stack. */
const isTooDeep = (value: unknown): boolean => {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item as Record<string, unknown>) : [],
    );
  }
  return false;
};
