import type { Receipt } from '../../activities/ports.js';
import type { OutboundAnswer } from '../outbound.js';

/** How one code of a vendor is to be read; a code without a row is final. */
export type CodeMeaning = 'sent' | 'later' | 'locked' | 'stale-token';

export interface Reading {
  /** Member of the answer that carries the code. */
  readonly code: 'errcode' | 'code';
  readonly text: 'errmsg' | 'msg';
  readonly meanings: Readonly<Record<string, CodeMeaning>>;
  readonly lockMs: number;
  readonly repeatable: boolean;
}

/** What a vendor answered, as a receipt; `json` is the answer where it was one. */
export interface Read {
  readonly receipt: Receipt;
  readonly meaning: CodeMeaning | null;
  readonly json: Readonly<Record<string, unknown>>;
}

const nothing = {};

/** Vendors answer 200 to almost everything: what counts is the code in the body (R26). */
export const readAnswer = (answer: OutboundAnswer, reading: Reading): Read => {
  if (answer.state !== 'answered')
    return { receipt: unansweredReceipt(answer, reading.repeatable), meaning: null, json: nothing };
  const json = jsonOf(answer.body);
  const code = json?.[reading.code];
  if (json === null || (typeof code !== 'number' && typeof code !== 'string'))
    return { receipt: byStatus(answer, reading), meaning: null, json: json ?? nothing };
  // A code may be the name of something that every object has.
  const meaning = Object.hasOwn(reading.meanings, code) ? (reading.meanings[code] ?? null) : null;
  const text = json[reading.text];
  const said = `${code} ${typeof text === 'string' ? text : ''}`.slice(0, 300);
  const receipts: Readonly<Record<CodeMeaning, Receipt>> = {
    sent: { state: 'sent' },
    later: { state: 'later', reason: said },
    'stale-token': { state: 'later', reason: said },
    locked: { state: 'later', reason: said, lockMs: retryAfterOf(answer) ?? reading.lockMs },
  };
  return { receipt: meaning === null ? { state: 'failed', reason: said } : receipts[meaning], meaning, json };
};

/** Refused by our own rules is final; what never left is tried again; the rest depends on the channel. */
export const unansweredReceipt = (
  answer: Exclude<OutboundAnswer, { state: 'answered' }>,
  repeatable: boolean,
): Receipt => {
  const { state, reason } = answer;
  if (state === 'refused') return { state: 'failed', reason };
  return { state: state === 'not-sent' || repeatable ? 'later' : 'unknown', reason };
};

type Answered = Extract<OutboundAnswer, { state: 'answered' }>;

/** An answer without a code: from a proxy in between, or not from the vendor at all. */
export const byStatus = (
  answer: Answered,
  { repeatable, lockMs }: Pick<Reading, 'repeatable' | 'lockMs'>,
): Receipt => {
  const { status } = answer;
  const reason = `HTTP ${status}`;
  if (status === 429) return { state: 'later', reason, lockMs: retryAfterOf(answer) ?? lockMs };
  // 503 says that nothing was done; after any other answer something may have been.
  if (status === 503) return { state: 'later', reason, ...retryOf(answer) };
  if (status >= 300 && status < 400)
    return { state: 'failed', reason: `${reason}: redirects are not followed` };
  if (status >= 400 && status < 500) return { state: 'failed', reason };
  return { state: repeatable ? 'later' : 'unknown', reason: `${reason} without a code` };
};

const retryOf = (answer: Answered): { readonly retryAfterMs?: number } => {
  const ms = retryAfterOf(answer);
  return ms === null ? {} : { retryAfterMs: ms };
};

const longestMs = 3_600_000;

const retryAfterOf = ({ headers }: Answered): number | null => {
  const seconds = Number(headers['retry-after'] ?? headers['x-ogw-ratelimit-reset']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(longestMs, seconds * 1000) : null;
};

const jsonOf = (body: string): Readonly<Record<string, unknown>> | null => {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};
