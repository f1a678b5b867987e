import type { Revised } from '../adapters/postgres/revisions.js';
import type { Label, Language } from '../domain/words.js';
import { etagOf, type Answer } from './answer.js';
import { versionOf } from './idempotency.js';
import { notFound, problem, type ProblemError } from './problems.js';
import type { Call } from './route.js';

/** The version that `If-Match` names, undefined where it names none; zero, which nothing has, where it is no version. */
export const seenVersion = ({ header }: Pick<Call, 'header'>): number | undefined => {
  const version = versionOf(header('if-match'));
  return version === 'none' ? 0 : version;
};

/** Somebody else has changed it since the caller looked; `members` say what is there now. */
export const staleAnswer = (
  version: number,
  language: Language,
  members: Readonly<Record<string, unknown>> = {},
): Answer =>
  problem('stale-version', language, {
    detail: {
      'zh-CN': `内容已更新到第 ${version} 版，请查看变化后再试。`,
      en: `It is at version ${version} by now; look at what changed and try again.`,
    },
    headers: { etag: etagOf(version) },
    members: { version, ...members },
  });

/** What became of a change, as an answer; `body` makes the good one's. */
export const revisedAnswer = <T>(
  revised: Revised<T>,
  language: Language,
  good: { readonly status: number; readonly body: (result: T, version: number) => unknown },
): Answer => {
  if (revised.state === 'stale') return staleAnswer(revised.version, language);
  if (revised.state === 'absent') return notFound(language);
  const { version, result } = revised;
  return { status: good.status, body: good.body(result, version), headers: { etag: etagOf(version) } };
};

/** One thing wrong with a body that its schema cannot know. */
export const wrong = (pointer: string, detail: Label, language: Language): ProblemError => ({
  pointer,
  detail: detail[language],
  clause: null,
  rule: 'refused',
});
