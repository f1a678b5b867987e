import { z } from 'zod';
import { actions } from '../../domain/actions/index.js';
import { actionNames, type ActionName } from '../../domain/actions/names.js';
import { referencesOf, refuse } from '../../domain/decide.js';
import { relationsOf, sightOf } from '../../domain/permissions.js';
import { refusal } from '../../domain/refusal.js';
import type { Actor } from '../../domain/people.js';
import type { Language } from '../../domain/words.js';
import type { Sending } from '../acting.js';
import type { Answer } from '../answer.js';
import { parseInput } from '../field-errors.js';
import { keyOf, versionOf } from '../idempotency.js';
import { ofSeen, seenTicket, ticketAnswer, type Parts, type Seen } from '../parts.js';
import { notFound, problem, refused, unavailable } from '../problems.js';
import { requestHashOf, requestIdOf } from '../request-id.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { changesSince } from '../changes.js';
import { isQueueRefusal } from '../ticket-queues.js';
import { ticketAnswerShape } from '../shapes.js';

/** One route for each action of the manual, with its clause and the schema of its input. */
export const actionRoutes = (parts: Parts): readonly Route[] =>
  actionNames.map((action) => {
    const { title, clause, input } = actions[action];
    return forPeople({
      method: 'post',
      path: `/api/tickets/{no}/actions/${action}`,
      title,
      clause,
      tag: 'actions',
      access: 'people',
      namesTicket: true,
      headers: ['Idempotency-Key', 'If-Match'],
      body: { schema: input, checkedByRoute: true },
      answers: {
        200: { description: 'Done; the ticket as it is now.', schema: ticketAnswerShape },
        202: {
          description: 'Accepted; it is on its way to the record.',
          schema: z.object({ accepted: z.literal(true) }),
        },
      },
      handle: async (call) => await act(parts, action, call),
    });
  });

const act = async (parts: Parts, action: ActionName, call: KnownCall): Promise<Answer> =>
  await ofSeen(parts, call, async (seen) => {
    const { caller, language, body } = call;
    const { ticket } = seen.row;
    const key = keyOf(call);
    if ('problem' in key) return key.problem;
    const request = {
      requestId: requestIdOf(caller.id, ticket.no, key.value),
      requestHash: requestHashOf(action, body),
    };
    if (key.value !== null) {
      const repeated = await answerAgain(parts, { seen, ...request, language });
      if (repeated !== null) {
        // Whoever asks again may not have been answered, by a desk that broke down between its log and the run.
        parts.doubts.add(ticket.no);
        return repeated;
      }
    }
    const row = actions[action];
    if (!relationsOf(caller, ticket).some((relation) => row.may.includes(relation)))
      return problem('not-permitted', language, {
        clause: row.clause,
        detail: {
          'zh-CN': `您不能执行“${row.title['zh-CN']}”。`,
          en: `You may not do "${row.title.en}".`,
        },
      });
    const input = parseInput(row.input, body, { language, clauseOf: () => row.clause });
    if ('errors' in input)
      return problem('invalid-input', language, { clause: row.clause, errors: input.errors });
    const ifVersion = versionOf(call.header('if-match'));
    if (ifVersion === 'none') return await stale(parts, { call, seen, since: ticket.version });
    return await perform(parts, {
      call,
      seen,
      sending: {
        no: ticket.no,
        action,
        by: caller,
        input: body,
        facts: await parts.directory.lookUp(referencesOf(action, body, ticket), caller),
        ...(ifVersion === undefined ? {} : { ifVersion }),
        ...request,
      },
    });
  });

interface Performing {
  readonly call: Pick<KnownCall, 'caller' | 'language'>;
  readonly seen: Seen;
  readonly sending: Sending;
}

/** Sends the action to the ticket's run and turns what became of it into an answer. */
export const perform = async (parts: Parts, { call, seen, sending }: Performing): Promise<Answer> => {
  const { language } = call;
  let outcome;
  try {
    outcome = await parts.send(sending);
  } catch (error) {
    return isQueueRefusal(error) ? busy(language) : away(language);
  }
  switch (outcome.state) {
    case 'accepted':
      return outcome.hash === sending.requestHash
        ? await current(parts, seen, call)
        : refused(conflict, language);
    case 'waiting':
      return { status: 202, body: { accepted: true }, headers: { location: `/api/tickets/${sending.no}` } };
    case 'refused':
      return outcome.why.code === 'stale-version'
        ? await stale(parts, { call, seen, since: sending.ifVersion ?? seen.row.ticket.version })
        : refused(outcome.why, language);
    case 'ended':
      return await afterEnd(parts, { call, seen, sending });
  }
};

/** The run has ended: the request may have been its last, may begin a new run, or comes too late (design, notes). */
const afterEnd = async (parts: Parts, { call, seen, sending }: Performing): Promise<Answer> => {
  const { language } = call;
  const row = await parts.reader.ticket(sending.no);
  if (row === null) return notFound(language);
  const repeated = await answerAgain(parts, { ...sending, seen: { ...seen, row }, language });
  if (repeated !== null) return repeated;
  if (sending.reviving !== undefined) return away(language);
  const why = refuse(row.ticket, sending, parts.now());
  if (why?.code === 'stale-version')
    return await stale(parts, { call, seen, since: sending.ifVersion ?? row.ticket.version });
  if (why !== null) return refused(why, language);
  return await perform(parts, { call, seen, sending: { ...sending, reviving: row.ticket } });
};

const conflict = refusal(
  'idempotency-conflict',
  '§2',
  '同一请求标识已用于另一内容。',
  'The request id was already used for other content.',
);

/** The answer to a request that is in the log already; null when it is not. */
const answerAgain = async (
  parts: Parts,
  asked: {
    readonly seen: Seen;
    readonly requestId: string;
    readonly requestHash: string;
    readonly language: Language;
  },
): Promise<Answer | null> => {
  const earlier = await parts.reader.requestEntry(asked.seen.row.ticket.no, asked.requestId);
  if (earlier === null) return null;
  return earlier.requestHash === asked.requestHash
    ? await ticketAnswer(parts, asked.seen)
    : refused(conflict, asked.language);
};

/** What the caller wrote is there to read, even if it took the ticket out of their sight. */
const current = async (
  parts: Parts,
  before: Seen,
  { caller }: { readonly caller: Actor },
): Promise<Answer> => {
  const row = (await parts.reader.ticket(before.row.ticket.no)) ?? before.row;
  const sight = sightOf(caller, row.ticket);
  return await ticketAnswer(parts, { row, sight: sight === 'none' ? before.sight : sight });
};

const stale = async (
  parts: Parts,
  {
    call,
    seen,
    since,
  }: { readonly call: Pick<KnownCall, 'caller' | 'language'>; readonly seen: Seen; readonly since: number },
): Promise<Answer> => {
  const { language, caller } = call;
  const { no } = seen.row.ticket;
  const now = await seenTicket(parts, no, caller);
  if (now === null) return notFound(language);
  const { version } = now.row.ticket;
  return problem('stale-version', language, {
    detail: {
      'zh-CN': `工单已更新到第 ${version} 版，请查看变化后再试。`,
      en: `The ticket is at version ${version} by now; look at what changed and try again.`,
    },
    headers: { etag: `"${version}"` },
    members: { version, changes: await changesSince(parts, { no, since, sight: now.sight, language }) },
  });
};

const busy = (language: Language): Answer =>
  unavailable(language, {
    'zh-CN': '此工单的操作过多，请稍后用同一 Idempotency-Key 重试。',
    en: 'Too much is going on at this ticket; please try again with the same Idempotency-Key.',
  });

const away = (language: Language): Answer =>
  unavailable(language, {
    'zh-CN': '工单流程暂时没有应答，请稍后用同一 Idempotency-Key 重试；重复提交不会执行两次。',
    en: 'The desk does not answer right now; please try again with the same Idempotency-Key. It will not be done twice.',
  });
