import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Claims } from '../adapters/postgres/identities.js';

/** Who signs the callers' tokens. */
export interface Issuer {
  readonly id: string;
  readonly jwksUrl: string;
  readonly audience: string;
}

/** What a valid token says, or null; rejects while the issuer's keys cannot be had. */
export type Verify = (token: string) => Promise<Claims | null>;

const longestToken = 8192;
/** How long a verified token is taken as verified without asking the keys again; never past its own end. */
const trustedMs = 30_000;
const mostTrusted = 5000;

/** Asymmetric algorithms only: with a shared secret a public key could be used to sign (S19). */
const algorithms = ['RS256', 'ES256', 'EdDSA'];

export const createVerify = (
  { id, jwksUrl, audience }: Issuer,
  keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 3000 }),
): Verify => {
  const trusted = new Map<string, { readonly claims: Claims; readonly until: number }>();
  return async (token) => {
    if (token.length > longestToken) return null;
    const name = createHash('sha256').update(token).digest('base64');
    const known = trusted.get(name);
    if (known !== undefined && Date.now() < known.until) return known.claims;
    trusted.delete(name);
    const verified = await verifyOnce(token, keys, { issuer: id, audience });
    if (verified === null) return null;
    if (trusted.size >= mostTrusted) trusted.clear();
    trusted.set(name, {
      claims: verified.claims,
      until: Math.min(Date.now() + trustedMs, verified.endsAt),
    });
    return verified.claims;
  };
};

const verifyOnce = async (
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
): Promise<{ readonly claims: Claims; readonly endsAt: number } | null> => {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
    });
    const { sub, exp } = payload;
    if (sub === undefined || !isSubject(sub) || exp === undefined) return null;
    return { claims: claimsOf({ issuer, subject: sub }, payload), endsAt: exp * 1000 };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
};

/** A token that is not good, as opposed to keys that cannot be fetched right now. */
const isRefusal = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC';

const longestSubject = 255;

/** A name that an issuer may give: some letters, no control characters. */
export const isSubject = (subject: string): boolean =>
  subject.length > 0 && subject.length <= longestSubject && !/\p{Cc}/u.test(subject);

/** What an issuer says of somebody, as far as the desk takes it over; only an address it has verified counts. */
export const claimsOf = (identity: { issuer: string; subject: string }, said: JWTPayload): Claims => ({
  ...identity,
  name: textOf(said['name'], 60) ?? textOf(said['preferred_username'], 60),
  email: said['email_verified'] === true && isAddress(said['email']) ? String(said['email']) : null,
  department: textOf(said['department'], 80),
});

/** A line of text, or null for anything else. */
const textOf = (value: unknown, longest: number): string | null => {
  if (typeof value !== 'string') return null;
  const text = value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trim();
  return text === '' ? null : text.slice(0, longest);
};

const isAddress = (value: unknown): boolean => z.email().max(254).safeParse(value).success;
