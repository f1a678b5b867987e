import { z } from 'zod';
import { readXlsx } from '../../adapters/xlsx.js';
import { rfc3339 } from '../../domain/instant.js';
import { readRosterSheet, type RosterSheet, type SheetLine } from '../../domain/roster/sheet.js';
import type { Language } from '../../domain/words.js';
import { etagOf, ok, type Answer } from '../answer.js';
import { parseCsv } from '../csv.js';
import type { Parts } from '../parts.js';
import { problem } from '../problems.js';
import { revisedAnswer, seenVersion, wrong } from '../revised.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { anything } from '../shapes.js';

const longestContent = 2_000_000;
const access = ['admin', 'supervisor'] as const;

const sheet = z.strictObject({
  format: z.enum(['csv', 'xlsx']),
  /** The text of a CSV file, or a workbook in base64. */
  content: z.string().min(1).max(longestContent),
  /** Shifts of the sheet's groups that begin in the time it covers give way to it. */
  replace: z.boolean().optional(),
});
type Sheet = z.infer<typeof sheet>;
const body = { schema: sheet, limit: longestContent + 1024 };

/** Shifts from a sheet, looked at before they are applied. */
export const rosterImportRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'post',
    path: '/api/roster/preview',
    title: { 'zh-CN': '预览值班表导入', en: 'Preview a roster sheet' },
    tag: 'roster',
    access,
    body,
    answers: { 200: { description: 'Shifts that it holds, and what is wrong by line.', schema: anything } },
    handle: async (call) => {
      const { language } = call;
      const read = await readSheet(parts, call.body);
      if (read === null) return unreadable(language);
      const now = parts.now();
      const { version } = await parts.reader.roster({ from: now, to: now + 1 });
      return ok(
        {
          shifts: read.shifts.map((shift) => ({
            ...shift,
            from: rfc3339(shift.from),
            to: rfc3339(shift.to),
          })),
          faults: read.faults.map(({ line, detail }) => ({ line, detail: detail[language] })),
        },
        { etag: etagOf(version) },
      );
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/roster/import',
    title: { 'zh-CN': '导入值班表', en: 'Import a roster sheet' },
    tag: 'roster',
    access,
    headers: ['If-Match'],
    body,
    answers: { 201: { description: 'All of its shifts are in the roster.', schema: anything } },
    handle: async (call) => await apply(parts, call),
  }),
];

const apply = async (parts: Parts, call: KnownCall<unknown, Sheet>): Promise<Answer> => {
  const { language, caller } = call;
  const read = await readSheet(parts, call.body);
  if (read === null) return unreadable(language);
  if (read.faults.length > 0)
    return problem('invalid-input', language, {
      errors: read.faults.map(({ line, detail }) => ({
        ...wrong('/content', detail, language),
        rule: `line-${line}`,
      })),
    });
  const { shifts } = read;
  const replacing =
    call.body.replace === true && shifts.length > 0
      ? {
          groups: [...new Set(shifts.map(({ group }) => group))],
          from: Math.min(...shifts.map(({ from }) => from)),
          to: Math.max(...shifts.map(({ to }) => to)),
        }
      : null;
  const done = await parts.reader.changeRoster(
    { kind: 'add-shifts', shifts, replacing },
    { by: caller.id, ifVersion: seenVersion(call) },
  );
  return revisedAnswer(done, language, {
    status: 201,
    body: (ids, version) => ({ added: ids.length, version }),
  });
};

/** Null where it is no sheet at all. */
const readSheet = async (parts: Parts, { format, content }: Sheet): Promise<RosterSheet | null> => {
  const lines = format === 'csv' ? parseCsv(content) : linesOf(readXlsx(Buffer.from(content, 'base64')));
  if (lines === null) return null;
  const now = parts.now();
  const [groups, people, { members }] = await Promise.all([
    parts.reader.groups(),
    parts.reader.people(),
    parts.reader.roster({ from: now, to: now + 1 }),
  ]);
  return readRosterSheet(lines, {
    groups: groups.map(({ id, name }) => ({ id, names: Object.values(name) })),
    people: people.map(({ id, staffNumber, name }) => ({
      id,
      staffNumber,
      name,
      groups: Object.keys(members).filter((group) => members[group]?.includes(id)),
    })),
  });
};

const linesOf = (rows: readonly (readonly string[])[] | null): readonly SheetLine[] | null =>
  rows === null
    ? null
    : rows
        .map((cells, i) => ({ line: i + 1, cells }))
        .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));

const unreadable = (language: Language): Answer =>
  problem('invalid-input', language, {
    errors: [
      wrong(
        '/content',
        { 'zh-CN': '不是可读的 CSV 或 XLSX 表格。', en: 'This is no CSV or XLSX sheet that can be read.' },
        language,
      ),
    ],
  });
