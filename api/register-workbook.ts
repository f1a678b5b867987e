import type { ListFilters, ListPosition } from '../adapters/postgres/list-tickets.js';
import type { RegisterRow } from '../adapters/postgres/register-rows.js';
import type { Sheet, SheetColumn, SheetRow } from '../adapters/xlsx-write.js';
import { shanghai } from '../domain/instant.js';
import type { Actor } from '../domain/people.js';
import { seenBy } from '../domain/permissions.js';
import { stageLabels, typeLabels, urgencyLabels, type Language } from '../domain/words.js';
import type { Answer } from './answer.js';
import type { NameOf } from './names.js';
import type { Parts } from './parts.js';
import { aboutSheet, workbookAnswer } from './workbook.js';

/** More rows than this nobody reads; the last sheet says that there would have been more. */
const mostRows = 20_000;
const page = 500;

interface Exported {
  readonly filters: ListFilters;
  readonly sort: 'due' | 'created';
  readonly caller: Actor;
  readonly language: Language;
  /** The filters as they were asked for. */
  readonly asked: Readonly<Record<string, unknown>>;
}

/** 《技术支持工单登记表》 (Template 1) as a list of the tickets that the caller may see and that fit the filters. */
export const registerWorkbook = async (parts: Parts, exported: Exported): Promise<Answer> => {
  const { language, caller } = exported;
  const title = say(language, '技术支持工单登记表', 'Ticket register');
  const listed: Listed = { numbers: [], isCut: false };
  const register: Sheet = {
    name: title,
    columns: columnsIn(language),
    rows: collected(parts, exported, listed),
  };
  // Read after the register's rows, which tell how many there are.
  const lines = function* (): Generator<readonly [string, string]> {
    const { numbers, isCut } = listed;
    yield [say(language, '报表', 'Report'), title];
    yield [say(language, '筛选', 'Filters'), filterText(exported.asked) || say(language, '无', 'none')];
    yield [
      say(language, '行数', 'Rows'),
      isCut
        ? say(
            language,
            `${numbers.length}（已达上限，另有工单未导出，请缩小筛选范围）`,
            `${numbers.length} (the most there can be; there are more, so narrow the filters)`,
          )
        : String(numbers.length),
    ];
    yield [say(language, '导出人', 'Exported by'), caller.id];
  };
  return await workbookAnswer(
    `${title} ${shanghai(parts.now()).date}`,
    [register, aboutSheet(language, lines())],
    { shown: listed.numbers },
  );
};

interface Listed {
  readonly numbers: string[];
  isCut: boolean;
}

const say = (language: Language, zh: string, en: string): string => (language === 'zh-CN' ? zh : en);

const filterText = (asked: Exported['asked']): string =>
  Object.entries(asked)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');

const columnsIn = (language: Language): readonly SheetColumn[] => [
  { title: say(language, '工单号', 'Ticket'), kind: 'text', width: 17 },
  { title: say(language, '受理时间', 'Accepted'), kind: 'instant', width: 20 },
  { title: say(language, '提报人', 'Reporter'), kind: 'text' },
  { title: say(language, '部门', 'Department'), kind: 'text' },
  { title: say(language, '联系方式', 'Contact'), kind: 'text', width: 24 },
  { title: say(language, '问题描述', 'Description'), kind: 'text', width: 60 },
  { title: say(language, '问题类型', 'Type'), kind: 'text' },
  { title: say(language, '紧急程度', 'Urgency'), kind: 'text', width: 10 },
  { title: say(language, '受理人', 'Taken by'), kind: 'text', width: 18 },
  { title: say(language, '预计解决时间', 'Expected by'), kind: 'instant', width: 20 },
  { title: say(language, '实际解决时间', 'Resolved'), kind: 'instant', width: 20 },
  { title: say(language, '状态', 'Stage'), kind: 'text' },
];

/** Page by page, so that no more than a page of tickets is held at once and others are served in between. */
async function* collected(
  parts: Parts,
  { filters, sort, caller, language }: Exported,
  told: Listed,
): AsyncGenerator<SheetRow> {
  let after: ListPosition | undefined;
  do {
    const limit = Math.min(page, mostRows - told.numbers.length);
    const listed = await parts.reader.list({ seenBy: seenBy(caller), filters, sort, after, limit });
    const known = await parts.reader.registerRows(listed.rows.map(({ no }) => no));
    const nameOf = await parts.names.of(known.flatMap(({ takenBy }) => takenBy?.id ?? []));
    const byNumber = new Map(known.map((one) => [one.no, one]));
    for (const { no } of listed.rows) {
      const one = byNumber.get(no);
      if (one === undefined) continue;
      told.numbers.push(no);
      yield rowOf(one, { language, nameOf });
    }
    after = listed.next ?? undefined;
  } while (after !== undefined && told.numbers.length < mostRows);
  told.isCut = after !== undefined;
}

const rowOf = (
  ticket: RegisterRow,
  { language, nameOf }: { readonly language: Language; readonly nameOf: NameOf },
): SheetRow => {
  const { takenBy, intake } = ticket;
  const { reporter, description } = intake;
  return [
    ticket.no,
    ticket.acceptedAt,
    reporter.name,
    reporter.department,
    [reporter.extension, reporter.email].filter((way) => way !== undefined).join(' '),
    [
      description.symptom,
      `${say(language, '发生时间', 'Occurred')}: ${description.occurredAt}`,
      `${say(language, '影响范围', 'Impact')}: ${description.impact}`,
      `${say(language, '已尝试的操作', 'Attempted')}: ${description.attempted}`,
    ].join('\n'),
    typeLabels[ticket.type][language],
    urgencyLabels[ticket.urgency][language],
    takenBy === null ? null : `${nameOf(takenBy.id)} ${takenBy.staffNumber ?? ''}`.trim(),
    ticket.expectedResolutionAt,
    ticket.resolvedAt,
    stageLabels[ticket.stage][language],
  ];
};
