import { liaisonLinkMs } from '../../adapters/postgres/notice-rows.js';
import { rfc3339 } from '../../domain/instant.js';
import type { Ticket } from '../../domain/ticket.js';
import { ok, type Answer } from '../answer.js';
import { ofSeen, type Parts } from '../parts.js';
import { problem, unavailable } from '../problems.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { anything } from '../shapes.js';

const path = '/api/tickets/{no}/liaison-link';
const deciders = ['supervisor', 'manager'] as const;
const clause = '§2.3.6';

/** The link by which a liaison without an account works: its state, a new one, and its end. */
export const liaisonLinkRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path,
    title: { 'zh-CN': '对接人链接的状态', en: "State of the liaison's link" },
    clause,
    tag: 'tickets',
    access: deciders,
    namesTicket: true,
    answers: { 200: { description: 'When it was made and ends; null if there is none.', schema: anything } },
    handle: async (call) => await ofEscalated(parts, call, async () => null),
  }),
  forPeople({
    method: 'post',
    path,
    title: { 'zh-CN': '重新发送对接人链接', en: 'Send the liaison a new link' },
    clause,
    tag: 'tickets',
    access: deciders,
    namesTicket: true,
    refuses: ['not-allowed-now', 'unavailable'],
    answers: { 200: { description: 'Sent; earlier links have ended.', schema: anything } },
    handle: async (call) =>
      await ofEscalated(parts, call, async (of) => {
        if ((await parts.reader.liaisonLinks.newest(of)) === null) return noNotice(call);
        const publicUrl = parts.entrance?.origins[0];
        if (publicUrl === undefined)
          return unavailable(call.language, {
            'zh-CN': '未配置登录入口，无法生成链接。',
            en: 'There is no address for pages, so no link can be made.',
          });
        const expiresAt = parts.now() + liaisonLinkMs;
        const isSent = await parts.reader.liaisonLinks.renew(of, {
          publicUrl,
          expiresAt,
          by: call.caller.id,
        });
        return isSent ? null : noNotice(call);
      }),
  }),
  forPeople({
    method: 'post',
    path: `${path}/withdraw`,
    title: { 'zh-CN': '撤回对接人链接', en: "Withdraw the liaison's link" },
    clause,
    tag: 'tickets',
    access: deciders,
    namesTicket: true,
    answers: { 200: { description: 'Whoever follows it finds nothing.', schema: anything } },
    handle: async (call) =>
      await ofEscalated(parts, call, async (of) => {
        await parts.reader.liaisonLinks.withdraw(of, call.caller.id);
        return null;
      }),
  }),
];

const noNotice = ({ language }: KnownCall): Answer =>
  problem('not-allowed-now', language, {
    clause,
    detail: {
      'zh-CN': '批准时没有向对接人发出带链接的通知：对接人有本台账号，或没有邮箱和渠道。',
      en: 'No notice with a link went to the liaison: they have an account here, or no address and no channel.',
    },
  });

interface Of {
  readonly no: string;
  readonly nth: number;
  readonly person: string;
}

/** The approved escalation that still runs, with its liaison. */
const escalatedOf = ({ no, escalation }: Ticket): Of | null =>
  escalation === null || escalation.liaison === undefined || escalation.endedAt !== undefined
    ? null
    : { no, nth: escalation.nth, person: escalation.liaison.id };

/** Does it where there is an escalation; answers how the link stands afterwards, or what `deed` refuses with. */
const ofEscalated = async (
  parts: Parts,
  call: KnownCall,
  deed: (of: Of) => Promise<Answer | null>,
): Promise<Answer> =>
  await ofSeen(parts, call, async ({ row }) => {
    const of = escalatedOf(row.ticket);
    if (of === null) return ok({ link: null });
    const refused = await deed(of);
    if (refused !== null) return refused;
    const link = await parts.reader.liaisonLinks.newest(of);
    return ok({
      link:
        link === null
          ? null
          : {
              madeAt: rfc3339(link.madeAt),
              expiresAt: rfc3339(link.expiresAt),
              withdrawnAt: link.withdrawnAt === null ? null : rfc3339(link.withdrawnAt),
            },
    });
  });
