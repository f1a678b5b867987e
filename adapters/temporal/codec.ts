import { webcrypto } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

/** Keys of 32 bytes by id; `current` encrypts, all decrypt. */
export interface Keyring {
  readonly current: string;
  readonly keys: Readonly<Record<string, Uint8Array>>;
}

const encoding = 'encoding';
const keyId = 'encryption-key-id';
const encrypted = 'binary/encrypted';
const ivBytes = 12;
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined | null): string =>
  bytes ? new TextDecoder().decode(bytes) : '';

const ownTexts = ['"', '{"definition":{"type":'].map(bytesOf);

/**
 * What the desk itself writes for whoever looks at a run in Temporal's UI: summaries, current details, names of
 * channels. They are texts by themselves and say nothing about people; what people wrote travels within objects.
 */
const isForOperators = ({ metadata, data }: Payload): boolean =>
  textOf(metadata?.[encoding]) === 'json/plain' &&
  ownTexts.some((begin) => begin.every((byte, i) => data?.[i] === byte));

/**
 * AES-256-GCM over the deflated payload, with the key's id as associated data, so that keys can be rotated and old
 * payloads still be read. Payloads that are not encrypted pass as they are, and so do words for operators.
 */
export const createCodec = (keyring: Keyring): PayloadCodec => {
  const imported = new Map<string, Promise<webcrypto.CryptoKey>>();
  const keyOf = (id: string): Promise<webcrypto.CryptoKey> => {
    const raw = keyring.keys[id];
    if (raw === undefined) throw new Error(`payload encrypted with the unknown key "${id}"`);
    const known = imported.get(id) ?? importKey(raw);
    imported.set(id, known);
    return known;
  };

  const encode = async (payload: Payload): Promise<Payload> => {
    if (isForOperators(payload)) return payload;
    const iv = webcrypto.getRandomValues(new Uint8Array(ivBytes));
    const plain = deflateRawSync(PayloadMessage.encode(payload).finish());
    const sealed = await webcrypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: bytesOf(keyring.current) },
      await keyOf(keyring.current),
      plain,
    );
    return {
      metadata: { [encoding]: bytesOf(encrypted), [keyId]: bytesOf(keyring.current) },
      data: Buffer.concat([iv, new Uint8Array(sealed)]),
    };
  };

  const decode = async (payload: Payload): Promise<Payload> => {
    if (textOf(payload.metadata?.[encoding]) !== encrypted || !payload.data) return payload;
    const id = textOf(payload.metadata?.[keyId]);
    const plain = await webcrypto.subtle.decrypt(
      { name: 'AES-GCM', iv: payload.data.slice(0, ivBytes), additionalData: bytesOf(id) },
      await keyOf(id),
      payload.data.slice(ivBytes),
    );
    return PayloadMessage.decode(inflateRawSync(new Uint8Array(plain)));
  };

  return {
    encode: async (payloads) => await Promise.all(payloads.map(encode)),
    decode: async (payloads) => await Promise.all(payloads.map(decode)),
  };
};

const importKey = (raw: Uint8Array): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
