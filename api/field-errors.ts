import { z } from 'zod';
import type { Label, Language } from '../domain/words.js';
import type { ProblemError } from './problems.js';

/** The clause behind a field, by where it stands in the input. */
export type ClauseOf = (path: readonly PropertyKey[]) => string | null;

const locales = { 'zh-CN': z.locales.zhCN().localeError, en: z.locales.en().localeError } as const;

/** Parses an input; the issues speak the caller's language. */
export const parseInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  { language, clauseOf }: { readonly language: Language; readonly clauseOf: ClauseOf },
): { readonly value: z.infer<Schema> } | { readonly errors: readonly ProblemError[] } => {
  const parsed = z.safeParse(schema, input, { error: locales[language], reportInput: true });
  return parsed.success
    ? { value: parsed.data }
    : { errors: parsed.error.issues.flatMap((issue) => errorsOf(issue, { language, clauseOf })) };
};

/** RFC 6901. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

type Speaking = { readonly language: Language; readonly clauseOf: ClauseOf };

const errorsOf = (issue: z.core.$ZodIssue, { language, clauseOf }: Speaking): readonly ProblemError[] => {
  const at = (path: readonly PropertyKey[]): ProblemError => ({
    pointer: pointerTo(path),
    detail: wordingOf(issue, path)?.[language] ?? issue.message,
    clause: clauseIn(issue) ?? clauseOf(path),
    rule: isMissing(issue) ? 'required' : issue.code.replaceAll('_', '-'),
  });
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => at([...issue.path, key]))
    : [at(issue.path)];
};

const isMissing = (issue: z.core.$ZodIssue): boolean =>
  'input' in issue && issue.input === undefined && issue.code !== 'custom';

const clauseIn = (issue: z.core.$ZodIssue): string | null => {
  const clause: unknown = issue.code === 'custom' ? issue.params?.['clause'] : undefined;
  return typeof clause === 'string' ? clause : null;
};

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

/** The desk's own words where zod's are not for people; null leaves it to zod's locale. */
const wordingOf = (issue: z.core.$ZodIssue, path: readonly PropertyKey[]): Label | null => {
  if (issue.code === 'unrecognized_keys') return label('没有这个字段。', 'There is no such field.');
  if (isInformalChannel(issue, path)) return informal;
  if (isMissing(issue)) return label('此项必填。', 'This field is required.');
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1)
    return label('此项不能为空。', 'This field must not be empty.');
  if (issue.code === 'too_big' && issue.origin === 'string')
    return label(`最多 ${issue.maximum} 个字符。`, `At most ${issue.maximum} characters.`);
  if (issue.code === 'invalid_value')
    return label(
      `只能是：${issue.values.map(String).join('、')}。`,
      `Must be one of: ${issue.values.map(String).join(', ')}.`,
    );
  if (issue.code === 'invalid_format' && issue.format === 'regex')
    return label('格式不正确，或含有控制字符。', 'The format is wrong, or there are control characters.');
  return issue.code === 'custom' ? customWording(issue) : null;
};

const formats: Readonly<Record<string, Label>> = {
  'date-time': label(
    '须是带时区的时间（RFC 3339），例如 2026-11-24T09:30:00+08:00。',
    'Must be a time with its offset (RFC 3339), such as 2026-11-24T09:30:00+08:00.',
  ),
  date: label('须是日历上有的日期，例如 2026-11-24。', 'Must be a date that exists, such as 2026-11-24.'),
  after: label('须晚于开始时间。', 'Must be after the beginning.'),
  other: label('不能是本人。', 'Must be somebody else.'),
};

const customWording = (issue: z.core.$ZodIssueCustom): Label | null => {
  const format: unknown = issue.params?.['format'];
  if (typeof format === 'string' && formats[format] !== undefined) return formats[format];
  if (clauseIn(issue) === '§2.1.3')
    return label('分机和邮箱至少填写一项。', 'At least one of extension and e-mail is needed.');
  return issue.path.length === 0
    ? label('至少填写其中一项。', 'At least one of the fields is needed.')
    : null;
};

const isInformalChannel = (issue: z.core.$ZodIssue, path: readonly PropertyKey[]): boolean =>
  issue.code === 'invalid_value' && path.length === 1 && path[0] === 'channel' && !isMissing(issue);

/** §2.1.1: the reason and the right channel. */
const informal = label(
  '口头、私聊等非正式渠道不受理；请通过服务台系统（service-desk）或热线分机（hotline）提交。',
  'Informal channels are refused, for nothing said there is on record; use the service-desk system (service-desk) or the hotline extension (hotline).',
);
