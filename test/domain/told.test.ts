import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { actions } from '../../domain/actions/index.js';
import { fieldKinds, isChoice } from '../../domain/actions/labels.js';
import { intakeSchema } from '../../domain/register.js';
import { toldFields, type Told } from '../../domain/told.js';

const told = (content: Readonly<Record<string, unknown>>): Readonly<Record<string, Told>> =>
  Object.fromEntries(toldFields(content, new Set()).map((field) => [field.name, field.told]));

type Kinds = Readonly<Record<string, string>>;

/** What the fields of a JSON Schema hold by its own word: a moment, or whom of the desk they name. */
const kindsIn = (schema: unknown): Kinds => {
  if (typeof schema !== 'object' || schema === null) return {};
  const { properties = {} } = schema as { properties?: Readonly<Record<string, Kinds>> };
  const named = { engineer: 'person', liaison: 'person', group: 'group' } as Kinds;
  const own = Object.entries(properties).flatMap(([name, field]) => {
    const kind = field['format'] === 'date-time' ? 'time' : named[field['x-refers'] ?? ''];
    return kind === undefined ? [] : [[name, kind] as const];
  });
  return Object.assign(Object.fromEntries(own), ...Object.values(schema).map(kindsIn)) as Kinds;
};

test('every field that names somebody, a group or a moment is told as such', () => {
  const inputs = [intakeSchema, ...Object.values(actions).map(({ input }) => input)];
  const kinds = Object.assign(
    {},
    ...inputs.map((input) => kindsIn(z.toJSONSchema(input, { io: 'input' }))),
  ) as Kinds;
  expect(Object.keys(kinds).length).toBeGreaterThanOrEqual(7);
  expect(fieldKinds).toMatchObject(kinds);
});

type Field = Readonly<Record<string, unknown>>;

interface Text {
  readonly name: string;
  readonly isFixed: boolean;
  readonly beside: object;
}

/** The texts of a JSON Schema: whether each is one of fixed values or typed, and what stands beside it. */
const textsIn = (schema: unknown): readonly Text[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: Readonly<Record<string, Field>> };
  const own = Object.entries(properties)
    .filter(([, field]) => field['type'] === 'string' || typeof field['const'] === 'string')
    .map(([name, field]) => ({ name, isFixed: 'const' in field || 'enum' in field, beside: properties }));
  return [...own, ...Object.values(schema).flatMap(textsIn)];
};

test('only what is chosen from fixed values is told by their names, never what somebody typed', () => {
  const inputs = [
    intakeSchema.omit({ channel: true, reporter: true }),
    ...Object.values(actions).map(({ input }) => input),
  ];
  const texts = inputs.flatMap((input) => textsIn(z.toJSONSchema(input, { io: 'input' })));
  expect(texts.filter(({ isFixed }) => isFixed).length).toBeGreaterThanOrEqual(10);
  expect(texts.filter(({ name, isFixed, beside }) => isChoice(name, beside) !== isFixed)).toEqual([]);
  expect(told({ outcome: 'failed' })).toEqual({ outcome: { kind: 'text', text: 'failed' } });
  expect(told({ method: 'phone', tool: 'phone', isNew: true, text: 'true' })).toEqual({
    method: { kind: 'words', label: { 'zh-CN': '电话', en: 'Phone' } },
    tool: { kind: 'text', text: 'phone' },
    isNew: { kind: 'words', label: { 'zh-CN': '是', en: 'Yes' } },
    text: { kind: 'text', text: 'true' },
  });
});

test('ids are told as people and groups, and moments as moments', () => {
  expect(
    told({
      group: 'equipment',
      assignee: { id: 'wu', staffNumber: 'E1007' },
      liaison: 'vendor',
      occurredAt: '2026-01-05T08:55:00+08:00',
      surveyedAt: 1_767_574_500_000,
      occurred: 'x',
    }),
  ).toEqual({
    group: { kind: 'group', id: 'equipment' },
    assignee: { kind: 'person', id: 'wu', staffNumber: 'E1007' },
    liaison: { kind: 'person', id: 'vendor', staffNumber: null },
    occurredAt: { kind: 'time', at: Date.parse('2026-01-05T08:55:00+08:00') },
    surveyedAt: { kind: 'time', at: 1_767_574_500_000 },
  });
});

test('a file is told by its name, whether it is the whole content or one of several', () => {
  const file = { attachment: 'a'.repeat(22), name: '截图.png', size: 3, type: 'image/png', sha256: 'ff' };
  const shown = { kind: 'file', id: file.attachment, name: '截图.png' };
  expect(told({ ...file, internal: false })).toEqual({
    attachment: shown,
    internal: { kind: 'words', label: { 'zh-CN': '否', en: 'No' } },
  });
  expect(told({ attachments: [file] })).toEqual({ attachments: { kind: 'list', items: [shown] } });
});

test('what has no name in the words of the desk is for programs, and empty parts are left out', () => {
  expect(told({ sha: 'ff', description: {}, attachments: [], reason: null, text: '好' })).toEqual({
    text: { kind: 'text', text: '好' },
  });
  expect(toldFields({ group: 'sysops', text: '好' }, new Set(['group']))).toHaveLength(1);
});
