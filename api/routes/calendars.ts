import { z } from 'zod';
import { text } from '../../domain/actions/fields.js';
import { importNotice, noticeFormats, type CalendarImport } from '../../domain/calendars/import.js';
import { calendarSchema } from '../../domain/calendar.js';
import type { Policy } from '../../domain/policy.js';
import type { Language } from '../../domain/words.js';
import { etagOf, ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { seenVersion, wrong } from '../revised.js';
import { forPeople, staff, type Route } from '../route.js';
import { anything } from '../shapes.js';
import { calendarWarnings, writtenAnswer } from './policy.js';

const longestNotice = 200_000;
const access = ['admin', 'supervisor'] as const;
const importing = {
  format: z.enum(noticeFormats),
  content: z.string().min(1).max(longestNotice),
  year: z.int().min(1990).max(2099).optional(),
  source: text(120).optional(),
};
const limit = 1024 * 1024;

/** Working days, holidays and make-up days of the active policy, and the import of a year's notice into a new version. */
export const calendarRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/calendars',
    title: { 'zh-CN': '工作日历', en: 'Calendars' },
    clause: '§2.5',
    tag: 'policy',
    access: staff,
    answers: {
      200: { description: 'Years with their status, and what is not announced.', schema: anything },
    },
    handle: async ({ language }) => {
      const policy = await activePolicy(parts);
      if (policy === undefined) return notFound(language);
      return ok({
        policyVersion: policy.version,
        years: Object.entries(policy.calendar.years).map(([year, listed]) => ({
          year: Number(year),
          ...listed,
        })),
        warnings: calendarWarnings(policy, parts.now()),
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/calendars/preview',
    title: { 'zh-CN': '预览放假安排', en: 'Preview a notice' },
    clause: '§2.5',
    tag: 'policy',
    access,
    body: { schema: z.strictObject(importing), clauseOf: () => null, limit },
    answers: {
      200: { description: 'Days that would change, with warnings; nothing is stored.', schema: anything },
    },
    handle: async ({ body, language }) => {
      const policy = await activePolicy(parts);
      if (policy === undefined) return notFound(language);
      const read = importNotice(policy.calendar, body, parts.now());
      return read.faults.length > 0
        ? refusedImport(read, language)
        : ok(shown(read, language), { etag: etagOf(await newest(parts)) });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/calendars/apply',
    title: { 'zh-CN': '导入放假安排', en: 'Import a notice' },
    clause: '§2.5',
    tag: 'policy',
    access,
    headers: ['If-Match'],
    body: { schema: z.strictObject(importing), clauseOf: () => null, limit },
    answers: {
      201: {
        description: 'A new, active policy version with the calendar; open tickets get it by a roll-out.',
        schema: anything,
      },
    },
    handle: async (call) => {
      const { body, caller, language } = call;
      const policy = await activePolicy(parts);
      if (policy === undefined) return notFound(language);
      const read = importNotice(policy.calendar, body, parts.now());
      if (read.faults.length > 0 || !calendarSchema.safeParse(read.calendar).success)
        return refusedImport(read, language);
      const base = seenVersion(call) ?? (await newest(parts));
      const done = await parts.reader.addPolicy({
        policy: { ...policy, calendar: read.calendar },
        base,
        active: true,
        author: caller.id,
        now: parts.now(),
      });
      const answer = await writtenAnswer(parts, done, { base, active: true, language });
      return done.state === 'done'
        ? { ...answer, body: { version: done.version, ...shown(read, language) } }
        : answer;
    },
  }),
];

const activePolicy = async (parts: Parts): Promise<Policy | undefined> =>
  (await parts.reader.policies()).find(({ active }) => active)?.policy;

const newest = async (parts: Parts): Promise<number> => (await parts.reader.policies())[0]?.version ?? 0;

const shown = ({ year, calendar, changes, warnings }: CalendarImport, language: Language) => ({
  year,
  calendar: calendar.years[year],
  changes,
  warnings: warnings.map((warning) => warning[language]),
});

const refusedImport = ({ faults, warnings }: CalendarImport, language: Language): Answer =>
  problem('invalid-input', language, {
    errors: faults.map((fault) => wrong('/content', fault, language)),
    members: { warnings: warnings.map((warning) => warning[language]) },
  });
