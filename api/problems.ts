import type { RefusalCode, Refusal } from '../domain/refusal.js';
import type { Label, Language } from '../domain/words.js';
import type { Answer } from './answer.js';

/** What the edge refuses before any rule of the manual is asked. */
type EdgeCode =
  | 'malformed'
  | 'unauthenticated'
  | 'cross-site'
  | 'method-not-allowed'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unavailable'
  | 'internal';
export type ProblemCode = RefusalCode | EdgeCode;

interface ProblemRow {
  readonly status: number;
  readonly title: Label;
}

const row = (status: number, zh: string, en: string): ProblemRow => ({
  status,
  title: { 'zh-CN': zh, en },
});

/** Every way to be refused, as RFC 9457 puts it. */
export const problems: Readonly<Record<ProblemCode, ProblemRow>> = {
  'invalid-input': row(422, '输入不符合要求', 'The input does not fit the rules'),
  'not-permitted': row(403, '无权执行', 'Not permitted'),
  'not-allowed-now': row(409, '现在不能执行', 'Not possible now'),
  'stale-version': row(412, '内容已更新', 'Changed in the meantime'),
  'idempotency-conflict': row(409, '请求标识冲突', 'The request id was used for other content'),
  'too-often': row(429, '请求过于频繁', 'Too many requests'),
  'not-found': row(404, '未找到', 'Not found'),
  malformed: row(400, '请求无法解析', 'The request cannot be read'),
  unauthenticated: row(401, '未登录', 'Not signed in'),
  'cross-site': row(403, '只接受本系统页面发出的操作', "Only the desk's own pages may do this"),
  'method-not-allowed': row(405, '不支持的方法', 'Method not allowed'),
  'too-large': row(413, '请求过大', 'The request is too large'),
  'unsupported-media-type': row(415, '只接受 JSON', 'Only JSON is accepted'),
  unavailable: row(503, '暂时不可用', 'Unavailable for the moment'),
  internal: row(500, '内部错误', 'Internal error'),
};

/** One thing wrong; `pointer` leads into the body, `parameter` names what stands outside of it. */
export interface ProblemError {
  readonly pointer: string;
  readonly detail: string;
  readonly clause: string | null;
  readonly rule?: string;
  readonly parameter?: string;
}

export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly clause?: string;
  readonly errors: readonly ProblemError[];
}

interface More {
  readonly detail?: Label;
  readonly clause?: string;
  readonly errors?: readonly ProblemError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Members beyond the RFC's, such as what changed in between. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A refusal as an answer in the caller's language. */
export const problem = (code: ProblemCode, language: Language, more: More = {}): Answer => {
  const { status, title } = problems[code];
  const body: ProblemDetails = {
    type: `/problems/${code}`,
    title: title[language],
    status,
    detail: (more.detail ?? title)[language],
    code,
    ...(more.clause === undefined ? {} : { clause: more.clause }),
    errors: more.errors ?? [],
    ...more.members,
  };
  return { status, body, headers: { 'content-language': language, ...more.headers } };
};

/** A refusal of the rules as an answer. */
export const refused = (
  { code, detail, clause, errors = [] }: Refusal,
  language: Language,
  more: Pick<More, 'headers' | 'members'> = {},
): Answer =>
  problem(code, language, {
    detail,
    clause,
    errors: errors.map((error) => ({
      pointer: error.pointer,
      detail: error.detail[language],
      clause: error.clause,
      rule: 'refused',
    })),
    ...(code === 'too-often' ? { headers: { 'retry-after': '60' } } : {}),
    ...more,
  });

/** Says the same of what does not exist and of what the caller may not see. */
export const notFound = (language: Language): Answer => problem('not-found', language);

/** Nothing was changed for certain, or the same request may be sent again under the same Idempotency-Key. */
export const unavailable = (language: Language, detail: Label): Answer =>
  problem('unavailable', language, { detail, headers: { 'retry-after': '2' } });
