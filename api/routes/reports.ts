import { z } from 'zod';
import { groupId, personId } from '../../domain/actions/fields.js';
import { shanghai } from '../../domain/instant.js';
import { isReport, reportNames, reports, type ReportName } from '../../domain/reports/reports.js';
import { reportGroups, reportReaders } from '../../domain/reports/who.js';
import type { ReportRow } from '../../domain/reports/table.js';
import type { ReportBody } from '../../domain/reports/answer.js';
import { cellText } from '../../domain/reports/cells.js';
import { ticketTypes, urgencies } from '../../domain/words.js';
import { ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { beginOf, date, daysBetween, endOf } from '../period.js';
import { notFound, problem } from '../problems.js';
import { reportBody, reportSheets } from '../report-answer.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { anything } from '../shapes.js';
import { aboutSheet, isWorkbook, workbookAnswer } from '../workbook.js';

const longestDays = 1100;

const reportQuery = z
  .strictObject({
    /** First and last day; this month up to today where they are left out. */
    from: date.optional(),
    to: date.optional(),
    group: groupId.optional(),
    type: z.enum(ticketTypes).optional(),
    person: personId.optional(),
    urgency: z.enum(urgencies).optional(),
    format: z.enum(['json', 'xlsx']).optional(),
  })
  .refine(
    ({ from, to }) =>
      from === undefined ||
      to === undefined ||
      (daysBetween(from, to) >= 1 && daysBetween(from, to) <= longestDays),
    {
      path: ['to'],
    },
  );
type ReportQuery = z.infer<typeof reportQuery>;

/** Figures of how the manual was kept. Whoever leads groups sees those of their groups. */
export const reportRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/reports',
    title: { 'zh-CN': '报表目录', en: 'List reports' },
    tag: 'reports',
    access: reportReaders,
    scope: 'read',
    answers: { 200: { description: 'The reports there are, with their tables.', schema: anything } },
    handle: () =>
      ok({
        reports: reportNames.map((name) => {
          const { title, about, tables }: ReportRow = reports[name];
          return {
            name,
            title,
            about,
            tables: Object.entries(tables).map(([table, row]) => ({ name: table, title: row.title })),
          };
        }),
      }),
  }),
  forPeople({
    method: 'get',
    path: '/api/reports/{name}',
    title: { 'zh-CN': '查看报表', en: 'Show a report' },
    tag: 'reports',
    access: reportReaders,
    scope: 'read',
    query: reportQuery,
    refuses: ['not-found'],
    answers: {
      200: {
        description:
          'Its tables: columns with titles and kinds, and rows; as a workbook with format=xlsx or by its media type.',
        schema: anything,
      },
    },
    handle: async (call) => await answer(parts, call),
  }),
];

const answer = async (parts: Parts, call: KnownCall<ReportQuery>): Promise<Answer> => {
  const { language, query, caller } = call;
  const report = call.params['name'] ?? '';
  if (!isReport(report)) return notFound(language);
  const groups = reportGroups(caller, query.group ?? null);
  if (groups === 'not-permitted') return problem('not-permitted', language);
  const body = await read(parts, { report, query, groups });
  const about = aboutOf(body);
  if (!isWorkbook(query.format, call.header)) return { ...ok(body), about };
  const { from, to } = body.period;
  return await workbookAnswer(
    `${body.title[language]} ${from} ${to}`,
    [...reportSheets(body, language), aboutSheet(language, aboutLines(body, call))],
    about,
  );
};

const read = async (
  parts: Parts,
  asked: {
    readonly report: ReportName;
    readonly query: ReportQuery;
    readonly groups: readonly string[] | null;
  },
): Promise<ReportBody> => {
  const now = parts.now();
  const today = shanghai(now).date;
  const { format: _format, from: begin, to = today, ...filters } = asked.query;
  const from = begin ?? `${(to < today ? to : today).slice(0, 8)}01`;
  const figures = await parts.reader.report(asked.report, {
    from: beginOf(from),
    to: endOf(to),
    groups: asked.groups,
    type: filters.type ?? null,
    person: filters.person ?? null,
    urgency: filters.urgency ?? null,
    now,
  });
  const named = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
  return await reportBody(parts, {
    report: asked.report,
    period: { from, to },
    filters: named as Readonly<Record<string, string>>,
    figures,
    now,
  });
};

/** The tickets that a report shows what somebody wrote about. */
const aboutOf = ({ tables }: ReportBody): NonNullable<Answer['about']> => ({
  shown: tables.flatMap(({ columns, rows }) => {
    const at = columns.findIndex(({ kind }) => kind === 'ticket');
    return at === -1 ? [] : rows.map((cells) => String(cells[at]));
  }),
});

const aboutLines = (
  { title, about, period, filters, madeAt, tables, names }: ReportBody,
  { language, caller }: KnownCall,
): readonly (readonly [string, string])[] => {
  const say = (zh: string, en: string): string => (language === 'zh-CN' ? zh : en);
  const reading = { language, names };
  const wordings: Readonly<Record<string, string>> = {
    ...filters,
    ...(filters['type'] === undefined ? {} : { type: cellText('type', filters['type'], reading) }),
  };
  return [
    [say('报表', 'Report'), title[language]],
    [say('说明', 'About'), about[language]],
    [say('时段（含首尾）', 'Period (both days within)'), `${period.from} – ${period.to}`],
    [
      say('筛选', 'Filters'),
      Object.entries(wordings)
        .map(([name, value]) => `${name}=${value}`)
        .join(', ') || say('无', 'none'),
    ],
    [say('生成时间', 'Made at'), cellText('instant', madeAt, reading)],
    [say('导出人', 'Exported by'), caller.id],
    ...tables.flatMap(({ title: heading, note }): readonly (readonly [string, string])[] =>
      note === undefined ? [] : [[heading[language], note[language]]],
    ),
  ];
};
