import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

/** Who signs the callers' tokens. */
export interface Issuer {
  readonly id: string;
  readonly jwksUrl: string;
  readonly audience: string;
}

/** The subject of a valid token, or null; rejects while the issuer's keys cannot be had. */
export type Verify = (token: string) => Promise<string | null>;

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
  const trusted = new Map<string, { readonly subject: string; readonly until: number }>();
  return async (token) => {
    if (token.length > longestToken) return null;
    const name = createHash('sha256').update(token).digest('base64');
    const known = trusted.get(name);
    if (known !== undefined && Date.now() < known.until) return known.subject;
    trusted.delete(name);
    const verified = await verifyOnce(token, keys, { issuer: id, audience });
    if (verified === null) return null;
    if (trusted.size >= mostTrusted) trusted.clear();
    trusted.set(name, {
      subject: verified.subject,
      until: Math.min(Date.now() + trustedMs, verified.endsAt),
    });
    return verified.subject;
  };
};

const verifyOnce = async (
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
): Promise<{ readonly subject: string; readonly endsAt: number } | null> => {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
    });
    const { sub, exp } = payload;
    return sub === undefined || exp === undefined ? null : { subject: sub, endsAt: exp * 1000 };
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
