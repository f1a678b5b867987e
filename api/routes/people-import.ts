import { z } from 'zod';
import type { Language } from '../../domain/words.js';
import { ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { readSheet, type Sheet } from '../people-sheet.js';
import { personRefused } from '../person-answers.js';
import { problem } from '../problems.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { anything } from '../shapes.js';

const megabyte = 1_048_576;
const csv = z.string().min(1).max(megabyte);

/** People from a sheet: what it would do is shown first, and exactly that is done or nothing. */
export const peopleImportRoutes = (parts: Parts): readonly Route[] => {
  const { people } = parts.office;
  const readingOf = async (text: string, { caller, language }: Pick<KnownCall, 'caller' | 'language'>) =>
    readSheet(text, { people: await people.all(), by: caller.id, language });
  return [
    forPeople({
      method: 'post',
      path: '/api/people/import/preview',
      title: { 'zh-CN': '预览人员导入', en: 'Preview an import of people' },
      tag: 'administration',
      access: ['admin'],
      body: { schema: z.strictObject({ csv }), clauseOf: () => null, limit: 2 * megabyte },
      answers: { 200: { description: 'What each line would change, and what is wrong.', schema: anything } },
      handle: async (call) => {
        const sheet = await readingOf(call.body.csv, call);
        if ('errors' in sheet) return unreadable(sheet.errors, call.language);
        const { rows, hash } = sheet;
        return ok({ rows, hash, fit: isFit(sheet) });
      },
    }),
    forPeople({
      method: 'post',
      path: '/api/people/import/apply',
      title: { 'zh-CN': '执行人员导入', en: 'Apply an import of people' },
      tag: 'administration',
      access: ['admin'],
      body: {
        schema: z.strictObject({ csv, hash: z.string().regex(/^[0-9a-f]{64}$/u) }),
        clauseOf: () => null,
        limit: 2 * megabyte,
      },
      answers: { 200: { description: 'All of it was done.', schema: z.object({ changed: z.int() }) } },
      handle: async (call) => {
        const { body, caller, language } = call;
        const sheet = await readingOf(body.csv, call);
        if ('errors' in sheet) return unreadable(sheet.errors, language);
        if (sheet.hash !== body.hash) return moved(language);
        if (!isFit(sheet)) return unfit(sheet, language);
        const done = await people.apply(sheet.steps, caller.id);
        if (done.state === 'done') return ok({ changed: sheet.steps.length });
        return done.why.state === 'stale' ? moved(language) : personRefused(done.why, language);
      },
    }),
  ];
};

const isFit = ({ rows }: Sheet): boolean => rows.every(({ change }) => change !== 'error');

const unreadable = (
  errors: readonly { readonly column: string; readonly detail: string }[],
  language: Language,
): Answer =>
  problem('invalid-input', language, {
    errors: errors.map(({ column, detail }) => ({
      pointer: '/csv',
      detail: column === '' ? detail : `${column}: ${detail}`,
      clause: null,
      rule: 'refused',
    })),
  });

const unfit = ({ rows }: Sheet, language: Language): Answer =>
  unreadable(
    rows.flatMap(({ line, errors }) =>
      errors.map(({ column, detail }) => ({ column: `${line} ${column}`.trim(), detail })),
    ),
    language,
  );

/** Not what the preview showed: the sheet or the people are others by now. */
const moved = (language: Language): Answer =>
  problem('stale-version', language, {
    detail: {
      'zh-CN': '表格或人员在预览之后有变化，请重新预览。',
      en: 'The sheet or the people have changed since the preview; please preview it again.',
    },
  });
