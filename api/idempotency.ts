import type { Answer } from './answer.js';
import { problem } from './problems.js';
import type { Call } from './route.js';

const keyForm = /^[\x21-\x7e]{1,200}$/u;

/** The caller's Idempotency-Key, null where there is none. */
export const keyOf = ({
  header,
  language,
}: Pick<Call, 'header' | 'language'>): { readonly value: string | null } | { readonly problem: Answer } => {
  const value = header('idempotency-key');
  if (value === undefined) return { value: null };
  if (keyForm.test(value)) return { value };
  const detail = {
    'zh-CN': '须为 1 至 200 个可见 ASCII 字符。',
    en: 'Must be 1 to 200 visible ASCII characters.',
  };
  return {
    problem: problem('invalid-input', language, {
      errors: [
        {
          pointer: '',
          parameter: 'Idempotency-Key',
          rule: 'invalid-format',
          detail: detail[language],
          clause: null,
        },
      ],
    }),
  };
};

const tagForm = /^(?:W\/)?"(\d{1,9})"$/u;

/** The version of `If-Match`: undefined where any will do, `none` where no version can match. */
export const versionOf = (ifMatch: string | undefined): number | 'none' | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const found = tagForm.exec(ifMatch.trim())?.[1];
  return found === undefined ? 'none' : Number(found);
};

/** Whether `If-None-Match` names this tag; weak and strong are the same here. */
export const isNamed = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//u, ''))
    .some((tag) => tag === etag || tag === '*');
