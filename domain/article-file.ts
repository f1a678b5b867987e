import { z } from 'zod';
import { articleStates, type ArticleState } from './article-sight.js';
import { articleText, type ArticleText } from './knowledge.js';

/** What a file of the export says; see docs/knowledge.md. */
export interface ArticleFile {
  /** Of the article it came from; null for a new one. */
  readonly id: string | null;
  readonly state: ArticleState;
  readonly text: ArticleText;
}

/** Why a file is no article: the field (`''` for the whole), and the reason for people. */
export interface FileFault {
  readonly field: string;
  readonly detail: { readonly 'zh-CN': string; readonly en: string };
}

interface Written extends Omit<ArticleText, 'handler' | 'tags'> {
  readonly tags: readonly string[];
  readonly id: string;
  readonly state: ArticleState;
  readonly handler: string;
  readonly source: string | null;
}

const headings = { symptoms: '故障现象', solution: '解决方案' } as const;
const headingForms = {
  symptoms: /^##\s+(?:故障现象|symptoms)\s*$/iu,
  solution: /^##\s+(?:解决方案|solution)\s*$/iu,
} as const;

/** An article as Markdown with front matter; strings are written as JSON, which YAML reads as they are. */
export const articleToMarkdown = (article: Written): string => {
  const front = {
    id: article.id,
    type: article.type,
    title: article.title,
    handler: article.handler,
    tags: article.tags,
    visibility: article.visibility,
    state: article.state,
    reviewOn: article.reviewOn,
    source: article.source,
  };
  return [
    '---',
    ...Object.entries(front).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    '---',
    '',
    `## ${headings.symptoms}`,
    '',
    escaped(article.symptoms),
    '',
    `## ${headings.solution}`,
    '',
    escaped(article.solution),
    '',
  ].join('\n');
};

// A line that would be taken for one of the two headings is kept apart by a backslash.
const isHeading = (line: string): boolean => Object.values(headingForms).some((form) => form.test(line));
const escaped = (text: string): string =>
  text
    .split('\n')
    .map((line) => (isHeading(line.replace(/^\\+/u, '')) ? `\\${line}` : line))
    .join('\n');
const unescaped = (line: string): string =>
  line.startsWith('\\') && isHeading(line.replace(/^\\+/u, '')) ? line.slice(1) : line;

const frontSchema = articleText.omit({ symptoms: true, solution: true }).extend({
  id: z
    .string()
    .regex(/^KB-\d{3,12}$/u)
    .nullable()
    .default(null),
  state: z.enum(articleStates).default('draft'),
  source: z.string().nullable().optional(),
});

const fault = (field: string, zh: string, en: string): { readonly faults: readonly FileFault[] } => ({
  faults: [{ field, detail: { 'zh-CN': zh, en } }],
});

/** Reads a file back; nothing in it is carried out, and an unknown field is named. */
export const articleFromMarkdown = (
  content: string,
): { readonly file: ArticleFile } | { readonly faults: readonly FileFault[] } => {
  const lines = content
    .replace(/^\u{FEFF}/u, '')
    .replaceAll('\r\n', '\n')
    .split('\n');
  const end = lines.indexOf('---', 1);
  if (lines[0]?.trim() !== '---' || end < 0)
    return fault(
      '',
      '文件须以“---”包围的字段开头。',
      'The file must begin with fields between two lines “---”.',
    );
  const front = frontOf(lines.slice(1, end));
  if (typeof front === 'string')
    return fault('', `无法解析这一行：${front}`, `This line cannot be read: ${front}`);
  const parsed = z.safeParse(
    articleText.extend(frontSchema.shape),
    { ...front, ...sectionsOf(lines.slice(end + 1)) },
    {},
  );
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map((issue) => ({
        field: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.'),
        detail: { 'zh-CN': '缺失或不符合要求。', en: 'Missing, or not as it must be.' },
      })),
    };
  const { id, state, source: _source, ...text } = parsed.data;
  return { file: { id, state, text } };
};

const sectionsOf = (lines: readonly string[]): { readonly symptoms: string; readonly solution: string } => {
  const found: Record<'symptoms' | 'solution', string[]> = { symptoms: [], solution: [] };
  let current: 'symptoms' | 'solution' | null = null;
  for (const line of lines) {
    if (headingForms.symptoms.test(line)) current = 'symptoms';
    else if (headingForms.solution.test(line)) current = 'solution';
    else if (current !== null) found[current].push(unescaped(line));
  }
  return { symptoms: found.symptoms.join('\n').trim(), solution: found.solution.join('\n').trim() };
};

/** The fields of the front matter: `name: value` a line, values plain, quoted or a list; or the line that is none. */
const frontOf = (lines: readonly string[]): Record<string, unknown> | string => {
  const fields = new Map<string, unknown>();
  let list: string[] | null = null;
  for (const line of lines) {
    const item = /^\s*-\s+(.*)$/u.exec(line)?.[1];
    const [, name, value = ''] = /^([A-Za-z]{1,40}):\s*(.*)$/u.exec(line) ?? [];
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (item !== undefined && list !== null) list.push(String(scalar(item)));
    else if (name !== undefined && value.trim() === '') fields.set(name, (list = []));
    else if (name !== undefined) {
      list = null;
      fields.set(name, scalar(value.trim()));
    } else return line.slice(0, 80);
  }
  return Object.fromEntries(fields);
};

const scalar = (text: string): unknown => {
  if (text === 'null' || text === '~') return null;
  if (/^".*"$|^\[.*\]$/u.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // A list of plain words, as people write it.
    }
  }
  if (/^\[.*\]$/u.test(text))
    return text
      .slice(1, -1)
      .split(/[,，]/u)
      .map((part) => scalar(part.trim()))
      .filter((part) => part !== '');
  return /^'.*'$/u.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text;
};
