import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keys by id, 32 bytes each; the current one seals, all of them open. */
export interface SealingKeys {
  readonly current: string;
  readonly keys: Readonly<Record<string, Uint8Array>>;
}

/** A secret as it is kept: sealed, or by the name of the variable that has it. */
export type KeptSecret = { readonly sealed: string; readonly key: string } | { readonly env: string };

const ivBytes = 12;
const tagBytes = 16;

/** Seals a secret for one place: the same bytes elsewhere do not open. AES-256-GCM. */
export const seal = (
  secret: string,
  { place, keys }: { readonly place: string; readonly keys: SealingKeys },
): KeptSecret => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys, keys.current), iv);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return { key: keys.current, sealed: Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64') };
};

/** Throws when the key is not there, or the bytes are not what was sealed for this place. */
export const unseal = (
  { sealed, key }: { readonly sealed: string; readonly key: string },
  { place, keys }: { readonly place: string; readonly keys: SealingKeys },
): string => {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(keys, key), bytes.subarray(0, ivBytes));
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
    'utf8',
  );
};

const keyOf = ({ keys }: SealingKeys, id: string): Uint8Array => {
  const key = keys[id];
  if (key === undefined) throw new Error(`the key "${id}" is not there`);
  return key;
};
