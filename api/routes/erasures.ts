import { z } from 'zod';
import type { ErasureReceipt } from '../../adapters/postgres/erasing/erase-person.js';
import { line, personId, ticketNumber } from '../../domain/actions/fields.js';
import { rfc3339 } from '../../domain/instant.js';
import type { Label } from '../../domain/words.js';
import { ok } from '../answer.js';
import type { Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { forPeople, type Route } from '../route.js';
import { anything } from '../shapes.js';

const keepers = ['manager', 'admin'] as const;
const erasureOrder = z.strictObject({ reason: line });
const holdOrder = z.strictObject({ ticket: ticketNumber, reason: line.nullable() });

const busy: Label = {
  'zh-CN': '此人名下还有未完成的工单，请先改派。',
  en: 'They are assigned to open tickets: reassign these first.',
};
const yourself: Label = { 'zh-CN': '不能删除自己的数据。', en: 'Nobody erases themselves.' };

const hasAccount: Label = {
  'zh-CN': '此工单的提报人有账号，请按人员删除。',
  en: 'Its reporter has an account: erase the person.',
};

const callerOrder = z.strictObject({
  /** One of the tickets that they reported. */
  ticket: ticketNumber,
  reporter: z
    .strictObject({
      name: line,
      extension: line.optional(),
      email: line.optional(),
    })
    .refine(({ extension, email }) => extension !== undefined || email !== undefined, {
      path: ['extension'],
    }),
  reason: line,
});

const receiptJson = ({ at, ...receipt }: ErasureReceipt) => ({ ...receipt, at: rfc3339(at) });

/** What the law gives people over their data (P3–P5): a copy of it, its erasure with a receipt, and what is kept all the same. */
export const erasureRoutes = (parts: Parts): readonly Route[] => {
  const { erasures, exportPerson, callerTickets } = parts.office;
  return [
    forPeople({
      method: 'get',
      path: '/api/people/{id}/export',
      title: { 'zh-CN': '导出某人的全部数据', en: "Export a person's data" },
      tag: 'administration',
      access: keepers,
      answers: { 200: { description: 'Everything of theirs, nothing of others’.', schema: anything } },
      handle: async ({ params, language }) => {
        const id = params['id'] ?? '';
        const everything = personId.safeParse(id).success ? await exportPerson(id) : null;
        return everything === null
          ? notFound(language)
          : {
              ...ok(everything),
              headers: { 'content-disposition': `attachment; filename="${id}.json"` },
              about: { whose: id },
            };
      },
    }),
    forPeople({
      method: 'post',
      path: '/api/people/{id}/erasure',
      title: { 'zh-CN': '依法删除某人的数据', en: "Erase a person's data" },
      tag: 'administration',
      access: keepers,
      body: { schema: erasureOrder, clauseOf: () => null },
      answers: { 200: { description: 'The receipt.', schema: anything } },
      refuses: ['not-allowed-now'],
      handle: async ({ params, body, caller, language }) => {
        const id = params['id'] ?? '';
        if (id === caller.id) return problem('not-allowed-now', language, { detail: yourself });
        const done = personId.safeParse(id).success
          ? await erasures.erase({ person: id, reason: body.reason, by: caller.id })
          : 'absent';
        parts.names.forget();
        if (done === 'absent') return notFound(language);
        return done === 'busy'
          ? problem('not-allowed-now', language, { detail: busy })
          : ok({ receipt: receiptJson(done) });
      },
    }),
    forPeople({
      method: 'get',
      path: '/api/erasures',
      title: { 'zh-CN': '删除回执', en: 'Receipts of erasures' },
      tag: 'administration',
      access: keepers,
      answers: { 200: { description: 'All receipts, newest first.', schema: anything } },
      handle: async () => ok({ erasures: (await erasures.all()).map(receiptJson) }),
    }),
    forPeople({
      method: 'post',
      path: '/api/erasures',
      title: { 'zh-CN': '依法删除无账号来电人的数据', en: 'Erase the data of a caller without an account' },
      tag: 'administration',
      access: keepers,
      body: { schema: callerOrder, clauseOf: () => null },
      answers: { 200: { description: 'The receipt.', schema: anything } },
      refuses: ['not-allowed-now'],
      handle: async ({ body: { ticket, reporter, reason }, caller, language }) => {
        const callersOf = await callerTickets(ticket, reporter);
        if (callersOf === 'known') return problem('not-allowed-now', language, { detail: hasAccount });
        if (callersOf === 'absent') return notFound(language);
        const done = await erasures.erase({ person: null, callersOf, reason, by: caller.id });
        return typeof done === 'string' ? notFound(language) : ok({ receipt: receiptJson(done) });
      },
    }),
    forPeople({
      method: 'post',
      path: '/api/legal-holds',
      title: { 'zh-CN': '依法留存或解除留存工单', en: 'Hold a ticket, or end its hold' },
      tag: 'administration',
      access: ['manager'],
      body: { schema: holdOrder, clauseOf: () => null },
      answers: { 204: { description: 'It is held for this reason, or no more where the reason is null.' } },
      handle: async ({ body: { ticket, reason }, caller, language }) =>
        (await erasures.hold(ticket, { reason, by: caller.id })) ? { status: 204 } : notFound(language),
    }),
  ];
};
