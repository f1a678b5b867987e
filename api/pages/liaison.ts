import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { actions } from '../../domain/actions/index.js';
import { isActionName, type ActionName } from '../../domain/actions/names.js';
import { dueAt } from '../../domain/clocks.js';
import { offered } from '../../domain/decide.js';
import { isDutyEntry } from '../../domain/entry.js';
import type { Actor } from '../../domain/people.js';
import { sightOf } from '../../domain/permissions.js';
import { readableTime } from '../../domain/render.js';
import type { Ticket } from '../../domain/ticket.js';
import { fieldsOfAction, inputOf } from '../../web/plain/action-form.js';
import { liaisonOverPage, liaisonPage } from '../../web/plain/liaison.js';
import type { Answer } from '../answer.js';
import { formOf } from '../forms.js';
import type { AskInside } from '../inside.js';
import { ticketBody, type Parts, type Seen } from '../parts.js';
import { open, type Call, type Route } from '../route.js';
import { talkOf } from './talk.js';
import { fieldsOf, htmlAnswer, problemOf, readingOf, redirect } from './kit.js';

const anyForm = z.record(z.string(), z.string());
const tokenForm = /^[A-Za-z0-9_-]{16,64}$/u;
const clause = '§2.3.6';
const mostEntries = 1000;

/** What a liaison most often comes for; whatever else they may follows. */
const first: readonly ActionName[] = ['sync-progress', 'record-step', 'reply', 'note', 'end-escalation'];

/** A liaison's work behind their link, without login; looking at it, as scanners of mail do, changes nothing. */
export const liaisonPageRoutes = (parts: Parts, ask: AskInside): readonly Route[] => [
  open({
    method: 'get',
    path: '/liaison/{token}',
    title: { 'zh-CN': '升级对接', en: "A liaison's page" },
    clause,
    tag: 'pages',
    access: 'anyone',
    isPage: true,
    limit: 'survey',
    query: z.looseObject({ done: z.string().optional() }),
    answers: { 200: { description: 'The escalation as its liaison follows it.', media: 'text/html' } },
    handle: async (call) => {
      const opened = await openLink(parts, tokenOf(call));
      if (opened === null) return await over(parts, call, false);
      return await show(parts, opened, { call, isDone: call.query.done === '1' });
    },
  }),
  open({
    method: 'post',
    path: '/liaison/{token}/{action}',
    title: { 'zh-CN': '对接人操作', en: 'Act as a liaison' },
    clause,
    tag: 'pages',
    access: 'anyone',
    isPage: true,
    limit: 'survey',
    body: { schema: anyForm, clauseOf: () => clause },
    answers: { 303: { description: 'Done; back to the page.' } },
    handle: async (call) => {
      const opened = await openLink(parts, tokenOf(call));
      const { action = '' } = call.params;
      const fields = isActionName(action) ? fieldsOfAction(formOf(action, call.language)) : null;
      if (opened === null || fields === null) return await over(parts, call, false);
      const field = fieldsOf(call.body);
      const key = field('key');
      const problem = problemOf(
        await ask({
          method: 'post',
          path: `/api/tickets/{no}/actions/${action}`,
          params: { no: opened.seen.row.ticket.no },
          body: inputOf(fields, field),
          headers: key === '' ? {} : { 'idempotency-key': key },
          caller: opened.caller,
          language: call.language,
          sender: call.sender,
        }),
      );
      if (problem !== null) return await show(parts, opened, { call, problem, typed: { action, field } });
      const isStillOpen = (await openLink(parts, tokenOf(call))) !== null;
      return isStillOpen ? unreferred(redirect(`${pathOf(call)}?done=1`)) : await over(parts, call, true);
    },
  }),
];

const tokenOf = ({ params }: Call): string => params['token'] ?? '';
const pathOf = (call: Call): string => `/liaison/${encodeURIComponent(tokenOf(call))}`;

/** The address is a secret: no other page learns it. */
const unreferred = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'referrer-policy': 'no-referrer' },
});

const over = async (parts: Parts, call: Call, isDone: boolean): Promise<Answer> =>
  unreferred(
    htmlAnswer(liaisonOverPage(isDone, await readingOf(parts, call, pathOf(call))), isDone ? 200 : 404),
  );

interface Opened {
  readonly seen: Seen;
  readonly caller: Actor;
}

const holdsFor = ({ escalation }: Ticket, { nth, person }: { nth: number; person: string }): boolean =>
  escalation?.nth === nth && escalation.liaison?.id === person && escalation.endedAt === undefined;

/** Whoever holds the link is the liaison of this escalation while it lasts, and nothing else. */
const openLink = async ({ reader, directory }: Parts, token: string): Promise<Opened | null> => {
  const link = tokenForm.test(token) ? await reader.liaisonLinks.byToken(token) : null;
  const row = link === null ? null : await reader.ticket(link.no);
  if (link === null || row === null || !holdsFor(row.ticket, link)) return null;
  const { people = {} } = await directory.lookUp({ people: [link.person] }, null);
  const person = people[link.person];
  if (person === undefined) return null;
  const caller: Actor = {
    id: person.id,
    staffNumber: person.staffNumber,
    roles: ['liaison'],
    groups: [],
    leads: [],
    via: 'liaison-link',
  };
  const sight = sightOf(caller, row.ticket);
  return sight === 'none' ? null : { seen: { row, sight }, caller };
};

interface Look {
  readonly call: Call;
  readonly isDone?: boolean;
  readonly problem?: string;
  readonly typed?: { readonly action: string; readonly field: (name: string) => string };
}

const noneTyped = { action: '', field: () => '' };

const show = async (
  parts: Parts,
  { seen, caller }: Opened,
  { call, isDone = false, problem, typed = noneTyped }: Look,
): Promise<Answer> => {
  const { language } = call;
  const { ticket } = seen.row;
  const shown = await ticketBody(parts, seen);
  const { entries } = await parts.reader.latestLog(ticket.no, {
    sight: seen.sight,
    before: null,
    limit: mostEntries,
  });
  const nameOf = await parts.names.of([caller.id, ...entries.map(({ entry }) => entry.by.id)]);
  const groups = await parts.reader.groups();
  const request = entries.findLast(
    ({ entry }) => !isDutyEntry(entry) && entry.action === 'request-escalation' && entry.outcome === 'done',
  )?.entry;
  const text = (name: string): string => {
    const given = request?.input[name];
    return typeof given === 'string' ? given : '';
  };
  const talk = talkOf(
    entries.filter(({ entry }) => entry !== request && !isDutyEntry(entry) && entry.action !== 'register'),
    { language, nameOf, reader: caller.id },
  );
  const sync = ticket.duties.findLast(
    ({ duty, settledAt }) => duty === 'progress-sync' && settledAt === undefined,
  );
  const link = await parts.reader.liaisonLinks.byToken(tokenOf(call));
  const may = offered(ticket, caller, parts.now());
  const ordered = [
    ...first.filter((name) => may.includes(name)),
    ...may.filter((name) => !first.includes(name)),
  ];
  return unreferred(
    htmlAnswer(
      liaisonPage(
        {
          ticket: {
            no: ticket.no,
            stage: ticket.stage,
            urgency: ticket.urgency,
            symptom: shown.description.symptom,
            assignee: shown.assignee,
          },
          liaison: nameOf(caller.id),
          request:
            request === undefined
              ? null
              : {
                  applicant: [nameOf(request.by.id), request.by.staffNumber].filter(Boolean).join(' '),
                  requestedAt: readableTime(request.at),
                  progress: text('progress'),
                  reason: text('reason'),
                  support: text('support'),
                },
          syncDueAt: sync === undefined ? null : readableTime(dueAt(ticket, sync)),
          until: readableTime(link?.expiresAt ?? null),
          talk: talk.toReversed(),
          names: {
            nameOf,
            groupOf: (id) => groups.find((group) => group.id === id)?.name[language] ?? id,
          },
          offered: ordered.map((action) => ({
            action,
            title: actions[action].title[language],
            input: formOf(action, language),
          })),
          path: pathOf(call),
          key: randomUUID(),
          isDone,
          problem: problem ?? null,
          typed,
        },
        await readingOf(parts, call, pathOf(call)),
      ),
      problem === undefined ? 200 : 409,
    ),
  );
};
