import { z } from 'zod';
import { surveyDimensions } from '../../domain/words.js';
import { surveyOverPage, surveyPage } from '../../web/plain/survey.js';
import type { AskInside } from '../inside.js';
import type { Parts } from '../parts.js';
import { open, type Call, type Route } from '../route.js';
import { fieldsOf, htmlAnswer, problemOf, readable, readingOf } from './kit.js';

const anyForm = z.record(z.string(), z.string());
const apiPath = '/api/surveys/{token}';

/** §2.4.3: the survey behind its link, without login; only the button submits. */
export const surveyPageRoutes = (parts: Parts, ask: AskInside): readonly Route[] => [
  open({
    method: 'get',
    path: '/survey/{token}',
    title: { 'zh-CN': '服务满意度调查表', en: 'Satisfaction survey' },
    clause: '§2.4.3',
    tag: 'pages',
    access: 'anyone',
    isPage: true,
    limit: 'survey',
    answers: { 200: { description: 'The survey.', media: 'text/html' } },
    handle: async (call) => await show(parts, ask, { call, problem: null }),
  }),
  open({
    method: 'post',
    path: '/survey/{token}',
    title: { 'zh-CN': '提交评价', en: 'Submit the survey' },
    clause: '§2.4.3',
    tag: 'pages',
    access: 'anyone',
    isPage: true,
    limit: 'survey',
    body: { schema: anyForm, clauseOf: () => '§2.4.3' },
    answers: { 200: { description: 'Thanks, or what is wrong.', media: 'text/html' } },
    handle: async (call) => {
      const field = fieldsOf(call.body);
      const answer = await ask({
        ...asReader(call),
        method: 'post',
        path: apiPath,
        body: {
          ...Object.fromEntries(surveyDimensions.map((name) => [name, Number(field(name))])),
          ...(field('suggestions').trim() === '' ? {} : { suggestions: field('suggestions') }),
          ...(field('notSatisfied') === 'true' ? { notSatisfied: true } : {}),
        },
      });
      if (answer.status < 300 || answer.status === 404)
        return htmlAnswer(
          surveyOverPage(answer.status < 300, await readingOf(parts, call, pathOf(call))),
          answer.status === 404 ? 404 : 200,
        );
      return await show(parts, ask, { call, problem: problemOf(answer) });
    },
  }),
];

const pathOf = ({ params }: Call): string => `/survey/${encodeURIComponent(params['token'] ?? '')}`;

const asReader = ({ params, caller, language, sender }: Call) => ({ params, caller, language, sender });

const show = async (
  parts: Parts,
  ask: AskInside,
  { call, problem }: { readonly call: Call; readonly problem: string | null },
) => {
  const reading = await readingOf(parts, call, pathOf(call));
  const answer = await ask({ ...asReader(call), method: 'get', path: apiPath });
  if (answer.status !== 200) return htmlAnswer(surveyOverPage(false, reading), 404);
  const { no, expiresAt } = answer.body as { no: string; expiresAt: string | null };
  return htmlAnswer(
    surveyPage({ no, until: readable(expiresAt), action: pathOf(call), problem }, reading),
    problem === null ? 200 : 422,
  );
};
