import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { createCodec } from '../../adapters/temporal/codec.js';

const { History } = proto.temporal.api.history.v1;
const codec = createCodec({ current: 'k1', keys: { k1: randomBytes(32) } });
/** Not a payload of ours: the codec never sees them. */
const unencoded: readonly string[] = ['searchAttributes', 'data', 'userMetadata'];

/** By how much a history would be longer or shorter if its payloads were encrypted, as production has them. */
export const encryptedDifference = async (
  history: proto.temporal.api.history.v1.IHistory,
): Promise<number> => {
  const before = History.encode(history).finish().length;
  const copy = History.decode(History.encode(history).finish());
  await encode(copy);
  return History.encode(copy).finish().length - before;
};

const encode = async (value: unknown): Promise<void> => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [name, member] of Object.entries(value)) {
    if (unencoded.includes(name) || typeof member !== 'object' || member === null) continue;
    const { payloads } = member as { payloads?: Payload[] };
    if (Array.isArray(payloads)) Object.assign(member, { payloads: await codec.encode(payloads) });
    else await encode(member);
  }
};
