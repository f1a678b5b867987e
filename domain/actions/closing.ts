import { z } from 'zod';
import { parseInstant } from '../instant.js';
import { refusal, wrongField, type Refusal } from '../refusal.js';
import { followUpReasonsOf, surveyForm } from '../survey.js';
import type { Ticket } from '../ticket.js';
import { archiveParts, languages, stages, surveyDimensions, type FollowUpReason } from '../words.js';
import { articleId, line, paragraph, score, when } from './fields.js';
import { unverified } from './handling.js';
import { actionRow } from './row.js';

/** An answer whose texts were erased: see domain/erasing.ts. */
interface ErasedAnswer {
  readonly because?: readonly FollowUpReason[];
}

const staff = ['assignee', 'engineer', 'lead'] as const;

const isHeld = (comment: string | undefined, ticket: Ticket): boolean =>
  comment !== undefined &&
  ticket.policy.notSolvedWords.some((word) => comment.toLowerCase().includes(word.toLowerCase()));

export const closing = {
  'confirm-resolved': actionRow({
    title: { 'zh-CN': '确认解决', en: 'Confirm resolved' },
    clause: '§2.4.2',
    input: z.strictObject({
      comment: paragraph.optional(),
      /** Set by the agent who takes the reporter's word on the phone. */
      onReportersWord: z.boolean().optional(),
    }),
    stages: ['verifying'],
    may: ['reporter', 'supervisor', 'agent'],
    visibility: 'public',
    refuse: ({ ticket, input, by }) => {
      if (by.id === ticket.reporter) return unverified(ticket);
      if (input.onReportersWord && by.roles.includes('agent')) return unverified(ticket);
      if (by.roles.includes('supervisor')) return unlapsed(ticket);
      return wrongField(
        '/onReportersWord',
        '§2.4.2',
        '代提报人确认须注明依据其口头答复。',
        'Confirming for the reporter must be marked as done on their word.',
      );
    },
    refers: (_input, ticket) =>
      ticket?.reporter && ticket.policy.survey.coolDown !== undefined ? { surveyed: [ticket.reporter] } : {},
    // Asked about once, when the ticket is resolved: the log knows why no survey was sent.
    stored: ({ ticket, input, facts }) => {
      const surveyedAt = facts.surveyed?.[ticket.reporter ?? ''];
      return surveyedAt === undefined ? input : { ...input, surveyedAt };
    },
    held: (input, ticket) => isHeld(input.comment, ticket),
    evolve: (_ticket, { at }) => ({
      stage: 'resolved',
      resolvedAt: at,
      returnsTo: null,
      confirmationHeld: false,
    }),
  }),
  reopen: actionRow({
    title: { 'zh-CN': '重新打开', en: 'Reopen' },
    clause: '§2.4.1',
    input: z.strictObject({ reason: paragraph }),
    stages: ['resolved'],
    may: ['reporter', 'agent', 'supervisor'],
    visibility: 'public',
    evolve: (ticket) => ({
      stage: 'handling',
      resolvedAt: null,
      verifiedAt: null,
      knowledge: null,
      // What was waived was waived for the solution that did not hold.
      archive: { ...ticket.archive, waived: [] },
      escalation:
        ticket.escalation === null
          ? null
          : { ...ticket.escalation, endedAt: ticket.escalation.endedAt ?? ticket.resolvedAt ?? 0 },
      survey:
        ticket.survey === null || ticket.survey.state === 'answered'
          ? ticket.survey
          : { ...ticket.survey, state: 'withdrawn' },
      counts: { ...ticket.counts, reopens: ticket.counts.reopens + 1 },
    }),
  }),
  'answer-survey': actionRow({
    title: { 'zh-CN': '填写服务满意度调查表', en: 'Answer survey' },
    clause: '§2.4.3',
    input: z.strictObject({
      ...(Object.fromEntries(surveyDimensions.map((name) => [name, score])) as Record<
        (typeof surveyDimensions)[number],
        typeof score
      >),
      suggestions: paragraph.optional(),
      notSatisfied: z.boolean().optional(),
      /** In which the form was read. */
      language: z.enum(languages).optional(),
      /** Set by the agent who takes the reporter's answers on the phone. */
      onReportersWord: z.boolean().optional(),
    }),
    stages: ['resolved', 'archived'],
    may: ['reporter', 'agent'],
    visibility: 'public',
    refuse: ({ ticket, input, by, now }) => {
      const isReporters = by.via === 'survey-link' || by.id === ticket.reporter;
      if (!isReporters && input.onReportersWord !== true)
        return wrongField(
          '/onReportersWord',
          '§2.4.3',
          '代提报人填写须注明依据其口头答复。',
          'Answering for the reporter must be marked as done on their word.',
        );
      if (ticket.survey?.state === 'answered')
        return refusal('not-allowed-now', '§2.4.3', '调查表已经填写过。', 'The survey was already answered.');
      return ticket.survey?.state === 'sent' && now < (ticket.survey.expiresAt ?? 0)
        ? null
        : refusal(
            'not-allowed-now',
            '§2.4.3',
            '调查表未发出或已过期。',
            'The survey was not sent or has expired.',
          );
    },
    stored: ({ input }) => ({ ...input, form: surveyForm(input.language ?? 'zh-CN') }),
    evolve: (ticket, { input }) => {
      // What an erased text had said is told by what it led to.
      const because = (input as ErasedAnswer).because ?? followUpReasonsOf(input, ticket.policy);
      return { survey: { ...ticket.survey, state: 'answered', low: because.length > 0, because } };
    },
  }),
  'defer-survey': actionRow({
    title: { 'zh-CN': '稍后填写调查表', en: 'Answer the survey later' },
    clause: '§2.4.3',
    input: z.strictObject({ until: when }),
    stages: ['resolved', 'archived'],
    may: ['reporter'],
    visibility: 'public',
    refuse: ({ ticket, input, now }) => {
      const { survey } = ticket;
      const until = parseInstant(input.until) ?? 0;
      if (survey?.state !== 'sent' || now >= (survey.expiresAt ?? 0) || survey.deferredUntil !== undefined)
        return refusal(
          'not-allowed-now',
          '§2.4.3',
          '调查表未发出、已过期，或已推迟过一次。',
          'The survey was not sent, has expired, or was put off once already.',
        );
      return until > now && until < (survey.expiresAt ?? 0)
        ? null
        : wrongField(
            '/until',
            '§2.4.3',
            '须晚于现在，早于调查表的有效期。',
            'It must be in the future and before the survey expires.',
          );
    },
    evolve: (ticket, { input }) => ({
      survey:
        ticket.survey === null
          ? null
          : { ...ticket.survey, reminded: false, deferredUntil: parseInstant(input.until) ?? 0 },
    }),
  }),
  'record-follow-up': actionRow({
    title: { 'zh-CN': '记录回访', en: 'Record follow-up' },
    clause: '§2.4.4',
    input: z.strictObject({
      contact: paragraph,
      cause: paragraph,
      improvement: z.strictObject({ measure: paragraph, by: when.optional() }).optional(),
      /** Why nothing needs to be improved, where that is so (ours). */
      noImprovement: paragraph.optional(),
    }),
    stages,
    may: ['supervisor', 'manager'],
    visibility: 'internal',
    refuse: ({ ticket, input, now }) => {
      if (!owes(ticket, 'follow-up'))
        return refusal(
          'not-allowed-now',
          '§2.4.4',
          '没有待回访的低分评价。',
          'No low score is waiting for a follow-up.',
        );
      if (input.improvement === undefined && input.noImprovement === undefined)
        return wrongField(
          '/improvement',
          '§2.4.4',
          '须写明改进措施，或说明为何无需改进。',
          'Name the improvement, or say why none is needed.',
        );
      const by = input.improvement?.by;
      return by !== undefined && (parseInstant(by) ?? 0) <= now
        ? wrongField(
            '/improvement/by',
            '§2.4.4',
            '改进完成时间须晚于现在。',
            'The improvement must be due in the future.',
          )
        : null;
    },
    evolve: () => ({}),
  }),
  'complete-improvement': actionRow({
    title: { 'zh-CN': '完成改进', en: 'Complete improvement' },
    clause: '§2.4.4',
    input: z.strictObject({ result: paragraph }),
    stages,
    may: ['supervisor', 'manager'],
    visibility: 'internal',
    refuse: ({ ticket }) =>
      owes(ticket, 'improvement')
        ? null
        : refusal('not-allowed-now', '§2.4.4', '没有进行中的改进措施。', 'No improvement is under way.'),
    evolve: () => ({}),
  }),
  'settle-knowledge': actionRow({
    title: { 'zh-CN': '知识库更新', en: 'Settle knowledge' },
    clause: '§2.5.1',
    input: z.discriminatedUnion('isNew', [
      z.strictObject({
        isNew: z.literal(true),
        title: line,
        symptoms: paragraph,
        solution: paragraph,
      }),
      z.strictObject({ isNew: z.literal(false), article: articleId }),
    ]),
    stages: ['verifying', 'resolved'],
    may: staff,
    visibility: 'internal',
    refers: (input) => (input.isNew ? {} : { articles: [input.article] }),
    refuse: ({ ticket, input, facts }) => {
      if (ticket.knowledge !== null)
        return refusal('not-allowed-now', '§2.5.1', '知识库更新已记录。', 'Knowledge is already settled.');
      return input.isNew || facts.articles?.includes(input.article)
        ? null
        : wrongField(
            '/article',
            '§2.5.1',
            `知识库中没有“${input.article}”。`,
            `There is no article "${input.article}".`,
          );
    },
    evolve: (_ticket, { input }) => ({
      knowledge: input.isNew ? { isNew: true, article: null } : { isNew: false, article: input.article },
    }),
  }),
  'supply-archive-part': actionRow({
    title: { 'zh-CN': '补充归档材料', en: 'Supply archive part' },
    clause: '§2.5.2',
    input: z.strictObject({ part: z.enum(archiveParts), content: paragraph }),
    stages: ['resolved'],
    may: [...staff, 'agent', 'supervisor'],
    visibility: 'internal',
    evolve: (ticket, { input }) => ({
      archive: { ...ticket.archive, supplied: [...new Set([...ticket.archive.supplied, input.part])] },
    }),
  }),
  'waive-archive-part': actionRow({
    title: { 'zh-CN': '豁免归档材料', en: 'Waive archive part' },
    clause: '§2.5.2',
    input: z.strictObject({ part: z.enum(archiveParts), reason: paragraph }),
    stages: ['resolved'],
    may: ['supervisor'],
    visibility: 'internal',
    evolve: (ticket, { input }) => ({
      archive: { ...ticket.archive, waived: [...new Set([...ticket.archive.waived, input.part])] },
    }),
  }),
};

/** The supervisor closes for a silent reporter, never against one who wrote that it is not solved (§2.4.2). */
const unlapsed = (ticket: Ticket): Refusal | null => {
  if (ticket.confirmationHeld)
    return refusal(
      'not-allowed-now',
      '§2.4.2',
      '提报人注明未解决，不能代为关闭。',
      'The reporter wrote that it is not solved; nobody closes it for them.',
    );
  return ticket.confirmationLapsed
    ? null
    : refusal(
        'not-allowed-now',
        '§2.4.2',
        '提报人确认期限未到，主管还不能代为关闭。',
        'A supervisor may close only after the time for the reporter to confirm has passed.',
      );
};

const owes = (ticket: Ticket, duty: 'follow-up' | 'improvement'): boolean =>
  ticket.duties.some((clock) => clock.duty === duty && clock.settledAt === undefined);
