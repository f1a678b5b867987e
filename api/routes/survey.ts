import { z } from 'zod';
import { actions } from '../../domain/actions/index.js';
import { rfc3339 } from '../../domain/instant.js';
import type { Actor } from '../../domain/people.js';
import { surveyForm } from '../../domain/survey.js';
import { dimensionLabels, surveyDimensions, type Language } from '../../domain/words.js';
import { ok, type Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, refused, unavailable } from '../problems.js';
import { deferRequestId, requestHashOf } from '../request-id.js';
import { open, type Call, type Route } from '../route.js';
import { anything } from '../shapes.js';
import { surveyRequestId } from '../request-id.js';

const action = 'answer-survey';
const row = actions[action];
const later = actions['defer-survey'];
const tokenForm = /^[A-Za-z0-9_-]{16,64}$/u;

/** §2.4.3: the link needs no login, works once and expires; reading it, however often, submits nothing. */
export const surveyRoutes = (parts: Parts): readonly Route[] => [
  open({
    method: 'get',
    path: '/api/surveys/{token}',
    title: { 'zh-CN': '查看服务满意度调查表', en: 'Show a survey' },
    clause: row.clause,
    tag: 'survey',
    access: 'anyone',
    limit: 'survey',
    answers: { 200: { description: 'What is asked, until when.', schema: anything } },
    handle: async ({ params, language }) => {
      const found = await openSurvey(parts, params['token'] ?? '');
      if (found === null) return notFound(language);
      return ok({
        no: found.ticket.no,
        expiresAt: found.expiresAt === null ? null : rfc3339(found.expiresAt),
        form: surveyForm(language),
        dimensions: surveyDimensions.map((name) => ({ name, title: dimensionLabels[name][language] })),
        canDefer: found.ticket.survey?.deferredUntil === undefined,
        input: z.toJSONSchema(row.input, { io: 'input' }),
      });
    },
  }),
  open({
    method: 'post',
    path: '/api/surveys/{token}',
    title: row.title,
    clause: row.clause,
    tag: 'survey',
    access: 'anyone',
    limit: 'survey',
    body: { schema: row.input, clauseOf: () => row.clause },
    answers: { 200: { description: 'Answered, once.', schema: z.object({ answered: z.literal(true) }) } },
    handle: async (call) =>
      await send(parts, call, {
        action,
        // What the form was read in is kept with the answer.
        input: { language: call.language, ...(call.body as object) },
        done: { answered: true },
      }),
  }),
  open({
    method: 'post',
    path: '/api/surveys/{token}/defer',
    title: later.title,
    clause: later.clause,
    tag: 'survey',
    access: 'anyone',
    limit: 'survey',
    body: { schema: later.input, clauseOf: () => later.clause },
    answers: { 200: { description: 'Put off, once.', schema: z.object({ deferred: z.literal(true) }) } },
    handle: async (call) =>
      await send(parts, call, { action: 'defer-survey', input: call.body, done: { deferred: true } }),
  }),
];

const openSurvey = async ({ reader, now }: Parts, token: string) => {
  if (!tokenForm.test(token)) return null;
  const no = await reader.surveyByToken(token);
  const found = no === null ? null : await reader.ticket(no);
  const survey = found?.ticket.survey;
  if (found === null || survey?.state !== 'sent') return null;
  const expiresAt = survey.expiresAt ?? null;
  return expiresAt !== null && expiresAt <= now() ? null : { ticket: found.ticket, expiresAt };
};

interface Sent {
  readonly action: 'answer-survey' | 'defer-survey';
  readonly input: unknown;
  /** What the caller reads when it is done. */
  readonly done: object;
}

const send = async (
  parts: Parts,
  { params, language }: Call,
  { action, input, done }: Sent,
): Promise<Answer> => {
  const token = params['token'] ?? '';
  const found = await openSurvey(parts, token);
  if (found === null) return notFound(language);
  const { ticket } = found;
  const sending = {
    no: ticket.no,
    action,
    by: respondent(ticket.reporter),
    input,
    facts: {},
    requestId: action === 'answer-survey' ? surveyRequestId(token) : deferRequestId(token),
    requestHash: requestHashOf(action, input),
  } as const;
  let outcome;
  try {
    outcome = await parts.send(sending);
    if (outcome.state === 'ended') outcome = await parts.send({ ...sending, reviving: ticket });
  } catch {
    return away(language);
  }
  switch (outcome.state) {
    case 'accepted':
      return outcome.hash === sending.requestHash ? ok(done) : notFound(language);
    case 'waiting':
      return { status: 202, body: done };
    case 'refused':
      // Answered or expired a moment ago: the same as a token that never was (S15).
      return outcome.why.code === 'invalid-input' ? refused(outcome.why, language) : notFound(language);
    case 'ended':
      return away(language);
  }
};

/** Whoever holds the link speaks for the reporter, and for nothing else. */
const respondent = (reporter: string | null): Actor => ({
  id: reporter ?? 'survey-link',
  staffNumber: null,
  roles: ['reporter'],
  groups: [],
  leads: [],
  via: 'survey-link',
});

const away = (language: Language): Answer =>
  unavailable(language, {
    'zh-CN': '评价暂时无法提交，请稍后再试；重复提交只记一次。',
    en: 'Your rating cannot be taken right now; please try again. It counts once.',
  });
