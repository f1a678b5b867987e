import { z } from 'zod';
import { ok } from '../answer.js';
import { ofSeen, type Parts } from '../parts.js';
import { parseInput } from '../field-errors.js';
import { problem } from '../problems.js';
import { forPeople, type Route } from '../route.js';

const beat = z.strictObject({
  /** The window, by a name of its own. */
  tab: z.string().regex(/^[\w-]{8,64}$/u),
  state: z.enum(['viewing', 'filling', 'gone']),
});

/** Who has a ticket open at this moment: told every few seconds by each window, to those who work on it. */
export const presenceRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'post',
    path: '/api/tickets/{no}/presence',
    title: { 'zh-CN': '正在查看此工单', en: 'Have a ticket open' },
    tag: 'tickets',
    access: 'people',
    namesTicket: true,
    isPolled: true,
    body: { schema: beat, checkedByRoute: true },
    refuses: ['not-permitted', 'invalid-input'],
    answers: {
      200: {
        description: 'The others who have it open.',
        schema: z.object({
          others: z.array(z.object({ id: z.string(), name: z.string(), filling: z.boolean() })),
        }),
      },
    },
    handle: async (call) =>
      await ofSeen(parts, call, async ({ row, sight }) => {
        // A reporter does not learn who is at work on their ticket.
        if (sight !== 'internal') return problem('not-permitted', call.language);
        const input = parseInput(beat, call.body, { language: call.language, clauseOf: () => null });
        if ('errors' in input) return problem('invalid-input', call.language, { errors: input.errors });
        const { tab, state } = input.value;
        const window = { no: row.ticket.no, person: call.caller.id, tab };
        if (state === 'gone') {
          await parts.reader.presence.leave(window);
          return ok({ others: [] });
        }
        const others = await parts.reader.presence.beat(window, state === 'filling');
        const nameOf = await parts.names.of(others.map(({ person }) => person));
        return ok({
          others: others.map(({ person, filling }) => ({ id: person, name: nameOf(person), filling })),
        });
      }),
  }),
];
