import { createHash } from 'node:crypto';
import { canonicalJson } from '../adapters/postgres/canonical.js';
import type { StoredPerson } from '../adapters/postgres/people-records.js';
import { lacksStaffNumber, newPerson, type NewPerson, type PersonChange } from '../domain/person-record.js';
import { roleLabels, roles, type Label, type Language } from '../domain/words.js';
import { parseCsv } from './csv.js';
import { parseInput } from './field-errors.js';
import { fieldRefusal } from './person-answers.js';

/** What a line of the sheet would do; a line with errors does nothing, and the sheet is then not applied. */
export interface SheetRow {
  readonly line: number;
  readonly id: string;
  readonly change: 'add' | 'change' | 'none' | 'error';
  readonly before: object | null;
  readonly after: object | null;
  readonly errors: readonly { readonly column: string; readonly detail: string }[];
}

export interface Sheet {
  readonly rows: readonly SheetRow[];
  /** Of what would be done to whom at which version: applying names it. */
  readonly hash: string;
  readonly steps: readonly (
    | { readonly add: NewPerson }
    | { readonly change: PersonChange; readonly id: string; readonly version: number }
  )[];
}

type Column = keyof NewPerson;

/** Titles of columns, in both languages. */
const titles: Readonly<Record<Column, readonly string[]>> = {
  id: ['id', '登录名'],
  name: ['name', '姓名'],
  department: ['department', '部门'],
  staffNumber: ['staffNumber', '工号'],
  extension: ['extension', '分机'],
  email: ['email', '邮箱'],
  roles: ['roles', '角色'],
  deputy: ['deputy', '代理'],
  language: ['language', '语言'],
  active: ['active', '在职'],
};

const yes = new Set(['true', 'yes', '1', '是']);
const no = new Set(['false', 'no', '0', '否']);
const yesOrNo = (text: string): unknown => (yes.has(text) ? true : no.has(text) ? false : text);
const roleOf = (text: string): string =>
  roles.find((role) => role === text || Object.values(roleLabels[role]).includes(text)) ?? text;

/** A cell as the schema takes it; an empty one is null where there may be nothing, and absent elsewhere. */
const valueOf = (column: Column, cell: string): unknown => {
  const text = cell.trim();
  if (column === 'staffNumber' || column === 'extension' || column === 'email')
    return text === '' ? null : text;
  if (text === '') return undefined;
  if (column === 'roles') return text.split(/[;；、\s]+/u).map(roleOf);
  return column === 'deputy' || column === 'active' ? yesOrNo(text.toLowerCase()) : text;
};

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });
const problems = {
  quote: label('有一个引号没有结束。', 'A quotation mark is not closed.'),
  column: label('没有这一列。', 'There is no such column.'),
  columnTwice: label('此列出现了两次。', 'This column is there twice.'),
  noId: label('缺少“登录名”列。', 'The column "id" is missing.'),
  width: label('单元格数与标题行不符。', 'There are more or fewer cells than titles.'),
  twice: label('此登录名出现了两次。', 'This id is there twice.'),
  self: label(
    '不能更改自己的角色，也不能停用自己。',
    'Nobody changes their own roles or disables themselves.',
  ),
};

const noRole = (text: string): Label =>
  label(
    `没有角色“${text}”；有：${roles.map((role) => roleLabels[role]['zh-CN']).join('、')}。`,
    `There is no role "${text}"; there are ${roles.join(', ')}.`,
  );

/** Reads a sheet against the people there are; nothing is changed. */
export const readSheet = (
  csv: string,
  asked: { readonly people: readonly StoredPerson[]; readonly by: string; readonly language: Language },
): Sheet | { readonly errors: SheetRow['errors'] } => {
  const { language } = asked;
  const error = (column: string, words: Label) => ({ column, detail: words[language] });
  const lines = parseCsv(csv);
  if (lines === null) return { errors: [error('', problems.quote)] };
  const [head, ...body] = lines;
  const given = (head?.cells ?? []).map((title) => title.trim());
  const columns = given.map((title) =>
    (Object.keys(titles) as Column[]).find((name) => titles[name].includes(title)),
  );
  const errors = given.flatMap((title, at) => {
    if (columns[at] === undefined) return [error(title, problems.column)];
    return columns.indexOf(columns[at]) === at ? [] : [error(title, problems.columnTwice)];
  });
  if (!columns.includes('id')) errors.push(error('id', problems.noId));
  if (errors.length > 0) return { errors };

  const byId = new Map(asked.people.map((person) => [person.id, person]));
  const seen = new Set<string>();
  const holders = {
    email: new Map(
      asked.people.flatMap(({ id, email }) => (email === null ? [] : [[email.toLowerCase(), id]])),
    ),
    staffNumber: new Map(
      asked.people.flatMap(({ id, staffNumber }) => (staffNumber === null ? [] : [[staffNumber, id]])),
    ),
  };
  const steps: Sheet['steps'][number][] = [];
  const rows = body.map(({ line, cells }): SheetRow => {
    const values = Object.fromEntries(
      columns.flatMap((column, at) => {
        const value = column === undefined ? undefined : valueOf(column, cells[at] ?? '');
        return value === undefined ? [] : [[column, value]];
      }),
    ) as Record<string, unknown>;
    const id = typeof values['id'] === 'string' ? values['id'] : '';
    const bad = (list: SheetRow['errors']): SheetRow => ({
      line,
      id,
      change: 'error',
      before: null,
      after: null,
      errors: list,
    });
    if (cells.length !== given.length) return bad([error('', problems.width)]);
    if (seen.has(id)) return bad([error('id', problems.twice)]);
    seen.add(id);
    const known = byId.get(id);
    const { id: _id, version, ...before } = known ?? { id, version: 0 };
    const parsed = parseInput(newPerson, { ...before, ...values }, { language, clauseOf: () => null });
    if ('errors' in parsed)
      return bad(
        parsed.errors.map(({ pointer, detail }) => {
          const [, column = '', at] = pointer.split('/');
          const role =
            column === 'roles' && at !== undefined ? (values['roles'] as string[])[Number(at)] : null;
          return { column, detail: typeof role === 'string' ? noRole(role)[language] : detail };
        }),
      );
    const { id: _same, ...after } = parsed.value;
    const wrongs = [
      ...(lacksStaffNumber(after) ? [fieldRefusal({ state: 'no-staff-number' })] : []),
      ...(['email', 'staffNumber'] as const).map((field) => {
        const value = field === 'email' ? after.email?.toLowerCase() : after.staffNumber;
        if (value === null || value === undefined) return null;
        const holder = holders[field].get(value);
        if (holder !== undefined && holder !== id) return fieldRefusal({ state: 'taken', field });
        holders[field].set(value, id);
        return null;
      }),
    ].flatMap((found) => (found === null ? [] : [error(found.pointer.slice(1), found.detail)]));
    const isOwn = id === asked.by && known !== undefined;
    if (isOwn && (!after.active || canonicalJson(after.roles) !== canonicalJson(known.roles)))
      wrongs.push(error('roles', problems.self));
    if (wrongs.length > 0) return bad(wrongs);
    if (known === undefined) {
      steps.push({ add: parsed.value });
      return { line, id, change: 'add', before: null, after, errors: [] };
    }
    if (canonicalJson(before) === canonicalJson(after))
      return { line, id, change: 'none', before, after, errors: [] };
    steps.push({ change: after, id, version });
    return { line, id, change: 'change', before, after, errors: [] };
  });
  return { rows, steps, hash: createHash('sha256').update(canonicalJson({ rows, steps })).digest('hex') };
};
