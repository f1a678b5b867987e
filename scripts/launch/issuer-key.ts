import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';

/** The local issuer's signing key: kept beside the desk's data, so that tokens outlive a restart. */
export interface IssuerKey {
  /** Without the private part. */
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  readonly sign: (token: {
    readonly subject: string;
    readonly issuer: string;
    readonly audience: string;
    /** Such as `12h`. */
    readonly validFor: string;
  }) => Promise<string>;
}

const algorithm = 'ES256';
const fileIn = (dataDir: string): string => join(dataDir, 'issuer-key.json');

/** Reads the key, or makes it on first use. */
export const openIssuerKey = async (dataDir: string): Promise<IssuerKey> => {
  const file = fileIn(dataDir);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const own = `${file}.${process.pid}`;
    writeFileSync(own, JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk) }), { mode: 0o600 });
    renameSync(own, file);
  }
  const jwk = JSON.parse(readFileSync(file, 'utf8')) as JWK & { kid: string };
  const { d: _private, ...publicJwk } = jwk;
  const key = await importJWK(jwk, algorithm);
  return {
    publicJwk: { ...publicJwk, alg: algorithm, use: 'sig' },
    privateJwk: { ...jwk, alg: algorithm, use: 'sig' },
    sign: async ({ subject, issuer, audience, validFor }) =>
      await new SignJWT({})
        .setProtectedHeader({ alg: algorithm, kid: jwk.kid, typ: 'JWT' })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(validFor)
        .sign(key),
  };
};
