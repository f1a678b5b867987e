import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { edgeError } from './body.js';

/** Requests a minute, by caller or, where nobody is signed in, by address. */
export interface Limits {
  readonly caller: number;
  readonly intake: number;
  readonly survey: number;
  /** Sign-ins begun or ended, by address: behind a proxy that is everybody. */
  readonly signIn: number;
  /** Failed sign-ins by address. */
  readonly unauthenticated: number;
  /** Tickets asked for that are not the caller's to see (S16). */
  readonly strangers: number;
}

export const usualLimits: Limits = {
  caller: 1800,
  intake: 60,
  survey: 30,
  signIn: 600,
  unauthenticated: 30,
  strangers: 20,
};

const minuteMs = 60_000;

/** The peer's own address; what a proxy claims is not believed (S18). */
export const addressOf = (req: Request): string => ipKeyGenerator(req.socket.remoteAddress ?? '');

export const limitTo = (limit: number, keyOf: (req: Request) => string): RequestHandler =>
  rateLimit({
    windowMs: minuteMs,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: keyOf,
    validate: false,
    handler: (_req, _res, next) => next(edgeError('too-often')),
  });
