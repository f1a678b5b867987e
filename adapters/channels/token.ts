import type { Receipt } from '../../activities/ports.js';
import type { Read } from './answers.js';

export interface Token {
  /** The token, or why there is none. */
  readonly get: () => Promise<{ readonly value: string } | { readonly receipt: Receipt }>;
  readonly forget: () => void;
}

/** Asked for again this long before it ends. */
const earlyMs = 300_000;

/** A vendor's access token, kept in memory until shortly before it ends. */
export const createToken = (
  ask: () => Promise<{ readonly receipt: Receipt; readonly value: unknown; readonly seconds: unknown }>,
): Token => {
  let kept: { readonly value: string; readonly until: number } | null = null;
  return {
    get: async () => {
      if (kept !== null && performance.now() < kept.until) return { value: kept.value };
      const { receipt, value, seconds } = await ask();
      if (receipt.state !== 'sent' || typeof value !== 'string')
        // Nothing was said to anybody yet, so nothing is unknown.
        return { receipt: receipt.state === 'unknown' ? { ...receipt, state: 'later' } : noToken(receipt) };
      kept = { value, until: performance.now() + Math.max(60_000, Number(seconds ?? 0) * 1000 - earlyMs) };
      return { value };
    },
    forget: () => {
      kept = null;
    },
  };
};

const noToken = (receipt: Receipt): Receipt =>
  receipt.state === 'sent' ? { state: 'later', reason: 'no access token in the answer' } : receipt;

/** Sends with the token, and once more with a new one where the vendor no longer takes the old. */
export const sendWithToken = async (
  token: Token,
  send: (value: string) => Promise<Read>,
): Promise<Receipt> => {
  for (let isLast = false; ; isLast = true) {
    const got = await token.get();
    if ('receipt' in got) return got.receipt;
    const { receipt, meaning } = await send(got.value);
    if (meaning !== 'stale-token') return receipt;
    token.forget();
    if (isLast) return receipt;
  }
};
