import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { createCodec, type Keyring } from '../../adapters/temporal/codec.js';

const key = (): Uint8Array => new Uint8Array(randomBytes(32));
const first = { id: 'k1', bytes: key() };
const second = { id: 'k2', bytes: key() };
const ring = (current: string, ...keys: readonly { id: string; bytes: Uint8Array }[]): Keyring => ({
  current,
  keys: Object.fromEntries(keys.map(({ id, bytes }) => [id, bytes])),
});
const canary = { text: '王敏的手机号 13800138000', list: [1, null] };
const payload = () => defaultPayloadConverter.toPayload(canary);

describe('payloads', () => {
  it('are unreadable without a key and the same after a round trip', async () => {
    const codec = createCodec(ring('k1', first));
    const [sealed] = await codec.encode([payload()]);
    if (sealed === undefined) throw new Error('nothing was encoded');
    const written = Buffer.from(sealed.data ?? []).toString('utf8');
    expect(written).not.toContain('13800138000');
    expect(Buffer.from(sealed.metadata?.['encryption-key-id'] ?? []).toString()).toBe('k1');
    const [opened] = await codec.decode([sealed]);
    expect(defaultPayloadConverter.fromPayload(opened as never)).toEqual(canary);
    const [again] = await codec.encode([payload()]);
    expect(again?.data).not.toEqual(sealed.data);
  });

  it('of an old key are read after a rotation, and new ones use the new key', async () => {
    const [old] = await createCodec(ring('k1', first)).encode([payload()]);
    const rotated = createCodec(ring('k2', first, second));
    const [opened] = await rotated.decode([old as never]);
    expect(defaultPayloadConverter.fromPayload(opened as never)).toEqual(canary);
    const [fresh] = await rotated.encode([payload()]);
    await expect(createCodec(ring('k1', first)).decode([fresh as never])).rejects.toThrow(
      /unknown key "k2"/u,
    );
  });

  it('that were changed, or claim another key, are refused', async () => {
    const codec = createCodec(ring('k1', first, { ...second, bytes: first.bytes }));
    const [sealed] = await codec.encode([payload()]);
    if (sealed?.data === undefined || sealed.data === null) throw new Error('nothing was encoded');
    const changed = {
      ...sealed,
      data: Uint8Array.from(sealed.data, (byte, i) => (i === 20 ? byte ^ 1 : byte)),
    };
    await expect(codec.decode([changed])).rejects.toThrow(/operation|authenticate/iu);
    const claimed = {
      ...sealed,
      metadata: { ...sealed.metadata, 'encryption-key-id': new TextEncoder().encode('k2') },
    };
    await expect(codec.decode([claimed])).rejects.toThrow(/operation|authenticate/iu);
  });

  it('that were never encrypted pass as they are', async () => {
    const plain = payload();
    expect(await createCodec(ring('k1', first)).decode([plain])).toEqual([plain]);
  });

  it('that are the desk’s own words for operators stay readable, and nothing that people wrote does', async () => {
    const codec = createCodec(ring('k1', first));
    const metadata = { definition: { type: 'ticket' }, currentDetails: '**TS20261125001**' };
    const own = ['联系提报人 contact: 到期 due', metadata];
    for (const words of own) {
      const plain = defaultPayloadConverter.toPayload(words);
      expect(await codec.encode([plain])).toEqual([plain]);
    }
    const written = [
      canary,
      { by: { id: 'li' }, input: { text: '13800138000' } },
      { definition: '13800138000' },
      ['13800138000'],
      [{ definition: { type: '13800138000' } }],
      null,
      7,
    ];
    for (const words of written) {
      const [sealed] = await codec.encode([defaultPayloadConverter.toPayload(words)]);
      expect(Buffer.from(sealed?.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
      expect(Buffer.from(sealed?.data ?? []).toString('utf8')).not.toContain('13800138000');
    }
  });
});
