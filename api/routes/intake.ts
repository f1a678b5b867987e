import type { Author } from '../../domain/entry.js';
import { expectedResponseAt, intakeClauses, intakeSchema, type Intake } from '../../domain/register.js';
import { rfc3339 } from '../../domain/instant.js';
import { etagOf, type Answer } from '../answer.js';
import { keyOf } from '../idempotency.js';
import { acceptedSight, ticketBody, type Parts } from '../parts.js';
import { problem, refused, unavailable } from '../problems.js';
import { requestHashOf } from '../request-id.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { intakeAnswer } from '../shapes.js';

/** §2.1: a ticket enters by the service desk or the hotline, and its number is told at once. */
export const intakeRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'post',
    path: '/api/tickets',
    title: { 'zh-CN': '提交工单', en: 'Report a problem' },
    clause: '§2.1',
    tag: 'tickets',
    access: 'people',
    limit: 'intake',
    scope: 'intake',
    headers: ['Idempotency-Key'],
    refuses: ['not-permitted'],
    body: { schema: intakeSchema, clauseOf: (path) => intakeClauses[String(path[0])] ?? '§2.1' },
    answers: {
      201: { description: 'Accepted; its number and expected response time (§2.1.7).', schema: intakeAnswer },
      202: { description: 'Accepted; the desk takes it up as soon as it can.', schema: intakeAnswer },
    },
    handle: async (call) => await accept(parts, call),
  }),
];

const accept = async (parts: Parts, call: KnownCall<unknown, Intake>): Promise<Answer> => {
  const { body: sent, caller, language } = call;
  const by = authorOf(sent, call);
  if (by === null)
    return problem('not-permitted', language, {
      clause: '§2.1.2',
      detail: {
        'zh-CN': '热线工单只能由服务台人员登记，并记录其工号；还没有工号的，请管理员在“人员”中填写。',
        en: 'Hotline tickets are registered by service desk agents, with their staff number; who has none yet asks an administrator to enter it.',
      },
    });
  const key = keyOf(call);
  if ('problem' in key) return key.problem;
  let accepted;
  try {
    accepted = await parts.intakes.accept({
      sent,
      by,
      now: parts.now(),
      ...(key.value === null
        ? {}
        : { request: { key: key.value, bodyHash: requestHashOf('register', sent) } }),
    });
  } catch (error) {
    parts.log.error({ err: errorName(error) }, 'an intake could not be stored');
    return unavailable(language, {
      'zh-CN': '工单未能保存，请稍后用同一 Idempotency-Key 重试。',
      en: 'The ticket was not stored; please try again with the same Idempotency-Key.',
    });
  }
  if (accepted.state === 'refused') return refused(accepted.why, language);
  const { no, ticket } = accepted;
  const isStarted = await parts.starts.start(ticket);
  const due = expectedResponseAt(ticket);
  return {
    status: isStarted ? 201 : 202,
    body: {
      ticket: await ticketBody(parts, {
        row: { ticket, intake: sent },
        sight: acceptedSight(caller, ticket),
      }),
      expectedResponseAt: due === null ? null : rfc3339(due),
    },
    headers: { location: `/api/tickets/${no}`, etag: etagOf(ticket.version) },
  };
};

/** In whose name the ticket is registered; null where the caller may not take calls (§2.1.2). */
const authorOf = (
  { channel }: Intake,
  { caller: { id, staffNumber, roles }, scopes }: Pick<KnownCall, 'caller' | 'scopes'>,
): Author | null => {
  // Another system's form vouches for the reporter it names; nobody has taken the ticket by it.
  if (scopes !== null) return channel === 'service-desk' ? { id, staffNumber, role: 'system' } : null;
  if (channel === 'service-desk') return { id, staffNumber, role: 'reporter' };
  return roles.includes('agent') && staffNumber !== null ? { id, staffNumber, role: 'agent' } : null;
};

/** Messages of the database may quote what people wrote; its codes do not. */
const errorName = (error: unknown): string => {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ');
};
