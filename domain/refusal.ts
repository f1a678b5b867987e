import type { Label } from './words.js';

export const refusalCodes = [
  'invalid-input',
  'not-permitted',
  'not-allowed-now',
  'stale-version',
  'idempotency-conflict',
  'too-often',
  'not-found',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface FieldError {
  /** JSON Pointer into the caller's input, `''` for the whole of it. */
  readonly pointer: string;
  readonly detail: Label;
  readonly clause: string;
}

/** Why an action was not accepted, in both languages; nothing was changed. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: Label;
  readonly clause: string;
  readonly errors?: readonly FieldError[];
}

export const refusal = (code: RefusalCode, clause: string, zh: string, en: string): Refusal => ({
  code,
  clause,
  detail: { 'zh-CN': zh, en },
});

/** A refusal that names one field of the input. */
export const wrongField = (pointer: string, clause: string, zh: string, en: string): Refusal => ({
  code: 'invalid-input',
  clause,
  detail: { 'zh-CN': zh, en },
  errors: [{ pointer, clause, detail: { 'zh-CN': zh, en } }],
});
