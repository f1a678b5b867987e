import { z } from 'zod';
import { personRef, type PersonRef } from '../people.js';
import { isCoordinated } from '../duties.js';
import { refusal, wrongField } from '../refusal.js';
import { liaisonId, line, paragraph } from './fields.js';
import { actionRow } from './row.js';

type Decided =
  | { readonly decision: 'approve'; readonly liaison: PersonRef; readonly comment?: string | undefined }
  | { readonly decision: 'decline'; readonly reason: string };

export const escalation = {
  'request-escalation': actionRow({
    title: { 'zh-CN': '提交问题升级申请表', en: 'Request escalation' },
    clause: '§2.3.4',
    input: z.strictObject({
      trigger: z
        .enum(['two-hours', 'other-departments', 'urgent-coordination', 'complex'])
        .default('complex'),
      progress: paragraph,
      reason: paragraph,
      support: paragraph,
    }),
    stages: ['assigned', 'handling', 'awaiting-reporter', 'escalated'],
    may: ['assignee', 'engineer', 'lead'],
    visibility: 'internal',
    evolve: (ticket, { by, at }) => ({
      stage: 'awaiting-decision',
      returnsTo: null,
      escalation: { nth: ticket.counts.escalations + 1, applicant: personRef(by), requestedAt: at },
      counts: { ...ticket.counts, escalations: ticket.counts.escalations + 1 },
    }),
  }),
  'decide-escalation': actionRow<z.ZodType<DecisionInput>, Decided>({
    title: { 'zh-CN': '审批升级申请', en: 'Decide escalation' },
    clause: '§2.3.5',
    input: z.discriminatedUnion('decision', [
      z.strictObject({ decision: z.literal('approve'), liaison: liaisonId, comment: line.optional() }),
      z.strictObject({ decision: z.literal('decline'), reason: paragraph }),
    ]),
    stages: ['awaiting-decision'],
    may: ['supervisor', 'manager'],
    visibility: 'internal',
    refers: (input) => (input.decision === 'approve' ? { people: [input.liaison] } : {}),
    refuse: ({ input, facts }) => {
      if (input.decision === 'decline') return null;
      const person = facts.people?.[input.liaison];
      if (!person)
        return wrongField(
          '/liaison',
          '§2.3.5',
          `没有“${input.liaison}”这个人。`,
          `There is no person "${input.liaison}".`,
        );
      return person.roles.some((role) => role === 'liaison' || role === 'manager')
        ? null
        : wrongField(
            '/liaison',
            '§2.3.5',
            '升级对接人须是技术经理或厂商接口人。',
            'The liaison is the technical manager or a vendor contact.',
          );
    },
    stored: ({ input, facts }) => {
      if (input.decision === 'decline') return input;
      const person = facts.people?.[input.liaison];
      return { ...input, liaison: person ? personRef(person) : { id: input.liaison, staffNumber: null } };
    },
    evolve: (ticket, { input, at }) => {
      if (ticket.escalation === null) return {};
      return input.decision === 'approve'
        ? {
            stage: 'escalated',
            escalation: { ...ticket.escalation, decidedAt: at, approved: true, liaison: input.liaison },
          }
        : {
            stage: 'handling',
            escalation: { ...ticket.escalation, decidedAt: at, approved: false, endedAt: at },
          };
    },
  }),
  'sync-progress': actionRow({
    title: { 'zh-CN': '同步进展', en: 'Sync progress' },
    clause: '§2.3.6',
    input: z.strictObject({ progress: paragraph }),
    stages: ['escalated', 'awaiting-reporter'],
    may: ['assignee', 'engineer', 'lead', 'liaison'],
    visibility: 'internal',
    refuse: ({ ticket }) =>
      isCoordinated(ticket)
        ? null
        : refusal('not-allowed-now', '§2.3.6', '工单没有在升级处理中。', 'The ticket is not escalated.'),
    evolve: () => ({}),
  }),
  'end-escalation': actionRow({
    title: { 'zh-CN': '结束升级', en: 'End escalation' },
    clause: '§2.3.6',
    input: z.strictObject({ outcome: paragraph }),
    stages: ['escalated'],
    may: ['assignee', 'lead', 'liaison', 'supervisor'],
    visibility: 'internal',
    evolve: (ticket, { at }) => ({
      stage: 'handling',
      escalation: ticket.escalation === null ? null : { ...ticket.escalation, endedAt: at },
    }),
  }),
};

type DecisionInput =
  | { decision: 'approve'; liaison: string; comment?: string | undefined }
  | { decision: 'decline'; reason: string };
