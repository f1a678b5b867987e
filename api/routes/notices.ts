import { z } from 'zod';
import type { StoredTemplate } from '../../adapters/postgres/notice-desk.js';
import { line, paragraph } from '../../domain/actions/fields.js';
import { rfc3339 } from '../../domain/instant.js';
import { noticeNames, notices, type NoticeName } from '../../domain/notices.js';
import { preferenceInput } from '../../domain/preferences.js';
import { sampleValues } from '../../domain/render.js';
import { fill, templateErrors, templateVariables, type Template } from '../../domain/templates.js';
import { languages, type Language } from '../../domain/words.js';
import { ok, type Answer } from '../answer.js';
import { versionOf } from '../idempotency.js';
import { ofSeen, type Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { revisedAnswer, staleAnswer, wrong } from '../revised.js';
import { forPeople, type Route } from '../route.js';
import { anything } from '../shapes.js';

const template = z.strictObject({ subject: line, body: paragraph });
const noticeId = /^[A-Za-z0-9_-]{1,64}$/u;
const most = 500;

/** How people want to be told, what notices say, and what became of those that did not arrive. */
export const noticeRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/me/notices',
    title: { 'zh-CN': '我的通知设置', en: 'How I am told' },
    tag: 'notices',
    access: 'people',
    answers: {
      200: { description: "The caller's choice, and what there is to choose from.", schema: anything },
    },
    handle: async ({ caller, language }) => {
      const { preference, language: own } = await parts.reader.preference(caller.id);
      const channels = (await parts.reader.channels()).filter(({ active }) => active);
      return ok({
        preference: { ...preference, language: own },
        channels: ['smtp', ...channels.map(({ id }) => id)],
        notices: noticeNames.map((name) => ({ name, title: notices[name].subject[language] })),
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/me/notices',
    title: { 'zh-CN': '修改我的通知设置', en: 'Change how I am told' },
    tag: 'notices',
    access: 'people',
    body: { schema: preferenceInput },
    answers: { 200: { description: 'As it is from now on.', schema: anything } },
    handle: async ({ caller, body }) => {
      const { language, ...preference } = body;
      await parts.reader.setPreference(caller.id, { preference, language });
      const now = await parts.reader.preference(caller.id);
      return ok({ preference: { ...now.preference, language: now.language } });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/notice-templates',
    title: { 'zh-CN': '通知模板', en: 'Texts of notices' },
    tag: 'notices',
    access: ['admin', 'supervisor'],
    answers: { 200: { description: 'Built-in texts and those in their place.', schema: anything } },
    handle: async () => {
      const own = await parts.reader.templates();
      return ok({
        variables: templateVariables,
        templates: noticeNames.flatMap((notice) =>
          languages.map((language) => {
            const mine = textAt(own, { notice, language });
            return {
              notice,
              language,
              clause: notices[notice].clause,
              builtIn: builtIn(notice, language),
              own: mine === undefined ? null : ownJson(mine),
              // 0 for the built-in text: what `If-Match` names.
              version: mine?.version ?? 0,
              errors: mine === undefined ? [] : templateErrors(notice, mine),
            };
          }),
        ),
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/notice-templates/{notice}/{language}',
    title: { 'zh-CN': '修改通知模板', en: 'Change the text of a notice' },
    tag: 'notices',
    access: ['admin', 'supervisor'],
    headers: ['If-Match'],
    body: { schema: z.union([template, z.strictObject({ builtIn: z.literal(true) })]) },
    answers: { 200: { description: 'As it reads from now on, with sample data.', schema: anything } },
    handle: async ({ params, body, caller, language, header }) => {
      const place = placeOf(params);
      if (place === null) return notFound(language);
      const text = 'builtIn' in body ? null : body;
      const refused = text === null ? null : refusalOf(place.notice, text, language);
      if (refused !== null) return refused;
      const ifVersion = textVersion(header('if-match'));
      const revised = await parts.reader.setTemplate(place, text, { by: caller.id, ifVersion });
      if (revised.state === 'stale') {
        const now = textAt(await parts.reader.templates(), place);
        return staleAnswer(now?.version ?? 0, language, { now: now === undefined ? null : ownJson(now) });
      }
      return revisedAnswer(revised, language, {
        status: 200,
        body: (_result, version) => ({
          version,
          preview: preview(text ?? builtIn(place.notice, place.language), place.language),
        }),
      });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/notice-templates/{notice}/{language}/preview',
    title: { 'zh-CN': '预览通知模板', en: 'Preview the text of a notice' },
    tag: 'notices',
    access: ['admin', 'supervisor'],
    body: { schema: template },
    answers: {
      200: { description: 'As it would read, with sample data; nothing is kept.', schema: anything },
    },
    handle: ({ params, body, language }) => {
      const place = placeOf(params);
      if (place === null) return notFound(language);
      return refusalOf(place.notice, body, language) ?? ok({ preview: preview(body, place.language) });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/notices/undelivered',
    title: { 'zh-CN': '未送达的通知', en: 'Notices that did not arrive for certain' },
    tag: 'notices',
    access: ['admin', 'supervisor'],
    answers: { 200: { description: 'Newest first, with the reason.', schema: anything } },
    handle: async () => {
      const undelivered = await parts.reader.undelivered(most);
      return ok({ notices: undelivered.map(({ at, ...notice }) => ({ ...notice, at: rfc3339(at) })) });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/notices/{id}/resend',
    title: { 'zh-CN': '重新发送未送达的通知', en: 'Send an undelivered notice again' },
    tag: 'notices',
    access: ['admin', 'supervisor'],
    body: { schema: z.strictObject({}) },
    answers: {
      202: { description: 'It is on its way again.', schema: z.object({ queued: z.literal(true) }) },
    },
    handle: async ({ params, caller, language }) =>
      await resent(parts, { no: null, id: params['id'] ?? '', by: caller.id, language }),
  }),
  forPeople({
    method: 'post',
    path: '/api/tickets/{no}/notices/{id}/resend',
    title: { 'zh-CN': '重新发送通知', en: 'Send a notice again' },
    tag: 'notices',
    access: ['agent', 'lead', 'supervisor', 'admin'],
    namesTicket: true,
    body: { schema: z.strictObject({}) },
    answers: {
      202: { description: 'It is on its way again.', schema: z.object({ queued: z.literal(true) }) },
    },
    handle: async (call) =>
      await ofSeen(parts, call, async ({ row, sight }) => {
        const { params, caller, language } = call;
        if (sight !== 'internal') return problem('not-permitted', language);
        return await resent(parts, { no: row.ticket.no, id: params['id'] ?? '', by: caller.id, language });
      }),
  }),
];

/** Queues a notice again; with a ticket's number only one of that ticket. */
const resent = async (
  parts: Parts,
  {
    no,
    id,
    by,
    language,
  }: { readonly no: string | null; readonly id: string; readonly by: string; readonly language: Language },
): Promise<Answer> => {
  const done = noticeId.test(id) ? await parts.reader.resend(no, id, by) : 'absent';
  if (done === 'queued') return { status: 202, body: { queued: true } };
  if (done === 'absent') return notFound(language);
  return problem('not-allowed-now', language, { detail: whyNot[done] });
};

const whyNot = {
  gone: {
    'zh-CN': '此通知含一次性调查链接，链接已失效，不能重新发送。',
    en: 'This notice carries a link for one use that is no longer there; it cannot be sent again.',
  },
  'not-undelivered': {
    'zh-CN': '此通知正在发送或已送达。',
    en: 'This notice is on its way or has arrived.',
  },
} as const;

/** As `seenVersion`, but that 0 is the built-in text here. */
const textVersion = (header: string | undefined): number | undefined => {
  const version = versionOf(header);
  return version === 'none' ? -1 : version;
};

interface Place {
  readonly notice: NoticeName;
  readonly language: Language;
}

const textAt = (own: readonly StoredTemplate[], { notice, language }: Place): StoredTemplate | undefined =>
  own.find((one) => one.notice === notice && one.language === language);

const ownJson = ({ subject, body, changedBy, changedAt }: StoredTemplate) => ({
  subject,
  body,
  by: changedBy,
  at: rfc3339(changedAt),
});

const builtIn = (notice: NoticeName, language: Language): Template => ({
  subject: notices[notice].subject[language],
  body: notices[notice].body[language],
});

const preview = ({ subject, body }: Template, language: Language): Template => {
  const values = sampleValues(language);
  return { subject: fill(subject, values), body: fill(body, values) };
};

const placeOf = (params: Readonly<Record<string, string>>): Place | null => {
  const notice = noticeNames.find((name) => name === params['notice']);
  const language = languages.find((name) => name === params['language']);
  return notice === undefined || language === undefined ? null : { notice, language };
};

const refusalOf = (notice: NoticeName, text: Template, language: Language) => {
  const errors = templateErrors(notice, text);
  return errors.length === 0
    ? null
    : problem('invalid-input', language, {
        errors: errors.map(({ part, piece }) =>
          wrong(
            `/${part}`,
            {
              'zh-CN': `“${piece}”不能这样用；可用的变量：${templateVariables.map((name) => `{${name}}`).join(' ')}。`,
              en: `"${piece}" cannot stand (or be missing) here; there are ${templateVariables.map((name) => `{${name}}`).join(' ')}.`,
            },
            language,
          ),
        ),
      });
};
