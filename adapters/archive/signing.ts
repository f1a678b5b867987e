import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** The key of the desk that signs its bundles (Ed25519). */
export interface ArchiveKey {
  /** First half of the SHA-256 of the public key, hexadecimal. */
  readonly id: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  readonly sign: (bytes: Buffer) => Buffer;
}

/** What stands before the 32 bytes of a seed in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export const createArchiveKey = (seed: Uint8Array): ArchiveKey => {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    id: createHash('sha256').update(publicKey).digest('hex').slice(0, 32),
    publicKey,
    sign: (bytes) => sign(null, bytes, key),
  };
};
