import { archiveRecord } from '../../adapters/postgres/archive-record.js';
import { escalationSheet, registerSheet, surveySheet } from '../../web/plain/prints.js';
import { notFoundPage, sayIn } from '../../web/plain/layout.js';
import { personJson } from '../ticket-json.js';
import { aboutTicket, seenTicket, type Parts, type Seen } from '../parts.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { htmlAnswer, readable, readingOf } from './kit.js';

const mostEntries = 2000;

/** §3: the manual's three templates as A4 sheets, from the same data as the archive record. */
export const printRoutes = (parts: Parts): readonly Route[] => [
  sheet(parts, 'register', { 'zh-CN': '打印登记表', en: 'Print the register form' }),
  sheet(parts, 'survey', { 'zh-CN': '打印调查表', en: 'Print the survey' }),
  sheet(parts, 'escalation', { 'zh-CN': '打印升级申请表', en: 'Print the escalation request' }),
];

type SheetName = 'register' | 'survey' | 'escalation';

const sheet = (parts: Parts, name: SheetName, title: Route['title']): Route =>
  forPeople({
    method: 'get',
    path: `/print/${name}/{no}`,
    title,
    clause: '§3',
    tag: 'pages',
    access: 'people',
    isPage: true,
    namesTicket: true,
    answers: { 200: { description: 'A sheet to print.', media: 'text/html' } },
    handle: async (call) => {
      const seen = await seenTicket(parts, call.params['no'] ?? '', call.caller);
      // What an escalation says is between staff.
      if (seen === null || (name === 'escalation' && seen.sight !== 'internal'))
        return {
          ...htmlAnswer(notFoundPage(await readingOf(parts, call, '/')), 404),
          isStranger: true,
        };
      return {
        ...htmlAnswer(await render(parts, { call, seen, name })),
        about: aboutTicket(call.caller, seen),
      };
    },
  });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const render = async (
  parts: Parts,
  { call, seen, name }: { readonly call: KnownCall; readonly seen: Seen; readonly name: SheetName },
): Promise<string> => {
  const { ticket, intake } = seen.row;
  const { language } = call;
  const t = sayIn(language);
  const { entries } = await parts.reader.log(ticket.no, { sight: seen.sight, after: 0, limit: mostEntries });
  const { templates } = archiveRecord(ticket, {
    intake,
    entries: entries.map(({ entry, hash }) => ({ entry, seq: entry.seq, hash })),
    lateness: [],
    notices: [],
  });
  const nameOf = await parts.names.of([
    ...(ticket.takenBy === null ? [] : [ticket.takenBy.id]),
    ...templates.escalationRequests.flatMap(({ applicant }) => [applicant.id]),
  ]);
  const person = (one: Parameters<typeof personJson>[0]): string => {
    const shown = personJson(one, nameOf);
    return shown === null ? '' : `${shown.name} ${shown.staffNumber ?? ''}`;
  };
  const time = (at: unknown): string => (typeof at === 'string' ? (readable(at) ?? '') : '');
  const reading = await readingOf(parts, call, `/print/${name}/${ticket.no}`);
  if (name === 'register') {
    const { register } = templates;
    return registerSheet(
      {
        ...register,
        acceptedAt: time(register.acceptedAt),
        contact: [register.contact.extension, register.contact.email]
          .filter((way) => way !== null)
          .join('　'),
        description: { ...register.description, occurredAt: time(register.description.occurredAt) },
        takenBy: person(register.takenBy),
        expectedResolutionAt: time(register.expectedResolutionAt),
        resolvedAt: time(register.resolvedAt),
      },
      reading,
    );
  }
  if (name === 'survey')
    return surveySheet(
      ticket.no,
      templates.survey.map((survey) => ({
        no: ticket.no,
        answeredAt: time(survey.answeredAt),
        scores: survey as unknown as Readonly<Record<string, number>>,
        suggestions: (survey as { suggestions?: string }).suggestions ?? '',
      })),
      reading,
    );
  return escalationSheet(
    ticket.no,
    templates.escalationRequests.map((request) => {
      const { progress, reason, support } = request as unknown as Record<
        'progress' | 'reason' | 'support',
        string
      >;
      const decision = request.decision as Readonly<Record<string, unknown>> | null;
      return {
        applicant: person(request.applicant),
        requestedAt: time(request.requestedAt),
        progress,
        reason,
        support,
        decision:
          decision === null
            ? t('pending')
            : `${decision['decision'] === 'approve' ? t('approved') : t('declined')} ${textOf(decision['comment'] ?? decision['reason'])}`,
        liaison: person((decision?.['liaison'] as Parameters<typeof personJson>[0] | undefined) ?? null),
        decidedAt: time(decision?.['at']),
      };
    }),
    reading,
  );
};
