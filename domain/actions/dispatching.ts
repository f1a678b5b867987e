import { z } from 'zod';
import { personRef, type PersonRef } from '../people.js';
import { refusal, wrongField, type Refusal } from '../refusal.js';
import type { Ticket } from '../ticket.js';
import { engineerId, groupId, line } from './fields.js';
import { actionRow, type Asked } from './row.js';

/** Whoever takes a call or a ticket is known by their staff number. */
const unnumbered = (by: PersonRef): Refusal | null =>
  by.staffNumber === null
    ? refusal(
        'not-permitted',
        '§2.1.2',
        '受理须有工号：请管理员在“人员”中填写您的工号。',
        'Taking a call or a ticket needs your staff number: ask an administrator to enter it.',
      )
    : null;

interface Assignment {
  readonly group: string;
  readonly assignee: PersonRef | null;
  readonly reason?: string;
}

const worksIn = ({ facts }: Asked<unknown>, id: string, group: string | null): Refusal | null => {
  const person = facts.people?.[id];
  if (!person) return wrongField('/assignee', '§2.2.1', `没有“${id}”这个人。`, `There is no person "${id}".`);
  if (!person.roles.includes('engineer') && !person.roles.includes('lead'))
    return wrongField(
      '/assignee',
      '§2.2.1',
      '工单只能派给工程师或小组负责人。',
      'A ticket goes to an engineer or a group lead.',
    );
  if (group !== null && !person.groups.includes(group) && !person.leads.includes(group))
    return wrongField(
      '/assignee',
      '§2.2.1',
      `此人不在“${group}”组。`,
      `This person is not in the group "${group}".`,
    );
  return null;
};

const assigned = (
  asked: Asked<{ group?: string | undefined; assignee?: string | undefined; reason?: string | undefined }>,
): Assignment => {
  const { input, ticket, facts } = asked;
  const person = input.assignee === undefined ? undefined : facts.people?.[input.assignee];
  const group =
    input.group ?? (ticket.group !== null && inGroup(person, ticket.group) ? ticket.group : undefined);
  return {
    group: group ?? person?.groups[0] ?? person?.leads[0] ?? ticket.group ?? '',
    assignee: person ? personRef(person) : null,
    ...(input.reason === undefined ? {} : { reason: input.reason }),
  };
};

const inGroup = (
  person: { groups: readonly string[]; leads: readonly string[] } | undefined,
  group: string,
): boolean => !person || person.groups.includes(group) || person.leads.includes(group);

/** The ticket in somebody's hands (or the group's queue), not yet taken by them. */
export const handOver = (ticket: Ticket, to: Assignment): Partial<Ticket> => ({
  group: to.group,
  assignee: to.assignee,
  claimed: false,
  seeksEngineer: false,
  stage: ticket.stage === 'registered' ? 'assigned' : ticket.stage,
});

export const dispatching = {
  dispatch: actionRow({
    title: { 'zh-CN': '派单', en: 'Dispatch' },
    clause: '§2.2.1',
    input: z
      .strictObject({ group: groupId.optional(), assignee: engineerId.optional() })
      .refine((input) => input.group !== undefined || input.assignee !== undefined),
    stages: ['registered', 'assigned'],
    may: ['agent', 'supervisor', 'system'],
    visibility: 'public',
    refers: (input) => (input.assignee === undefined ? {} : { people: [input.assignee] }),
    refuse: (asked) => {
      const { by, ticket, input } = asked;
      const why = ticket.takenBy === null && by.id !== 'system' ? unnumbered(by) : null;
      if (why !== null || input.assignee === undefined) return why;
      return worksIn(asked, input.assignee, input.group ?? null);
    },
    stored: assigned,
    evolve: (ticket, { input, by }) => ({
      ...handOver(ticket, input),
      takenBy: ticket.takenBy ?? (by.id === 'system' ? null : personRef(by)),
    }),
  }),
  claim: actionRow({
    title: { 'zh-CN': '接单', en: 'Claim' },
    clause: '§2.1.2',
    input: z.strictObject({}),
    stages: ['assigned', 'handling', 'awaiting-reporter', 'awaiting-decision', 'escalated', 'verifying'],
    may: ['assignee', 'engineer', 'lead'],
    visibility: 'public',
    refuse: ({ ticket, by }) =>
      ticket.claimed
        ? refusal(
            'not-allowed-now',
            '§2.1.2',
            `工单已由 ${ticket.assignee?.staffNumber ?? ''} 接单。`,
            `The ticket was already taken by ${ticket.assignee?.staffNumber ?? ''}.`,
          )
        : unnumbered(by),
    evolve: (ticket, { by }) => ({
      assignee: personRef(by),
      claimed: true,
      seeksEngineer: false,
      takenBy: ticket.takenBy ?? personRef(by),
    }),
  }),
  reassign: actionRow({
    title: { 'zh-CN': '转派', en: 'Reassign' },
    clause: '§2.2.1',
    input: z
      .strictObject({ group: groupId.optional(), assignee: engineerId.optional(), reason: line })
      .refine((input) => input.group !== undefined || input.assignee !== undefined),
    stages: [
      'assigned',
      'handling',
      'awaiting-reporter',
      'awaiting-decision',
      'escalated',
      'verifying',
      'resolved',
    ],
    may: ['lead', 'agent', 'supervisor', 'system'],
    visibility: 'public',
    refers: (input) => (input.assignee === undefined ? {} : { people: [input.assignee] }),
    refuse: (asked) => {
      const { input, by, ticket } = asked;
      const leavesGroup = input.group !== undefined && input.group !== ticket.group;
      const mayLeave = by.roles.includes('agent') || by.roles.includes('supervisor');
      if (leavesGroup && !mayLeave)
        return refusal(
          'not-permitted',
          '§2.2.1',
          '小组负责人只能在本组内转派。',
          'A lead reassigns within the group only.',
        );
      if (input.assignee === undefined) return null;
      return worksIn(asked, input.assignee, input.group ?? (mayLeave ? null : ticket.group));
    },
    stored: assigned,
    evolve: (ticket, { input }) => handOver(ticket, input),
  }),
  'acknowledge-emergency': actionRow({
    title: { 'zh-CN': '确认应急响应', en: 'Acknowledge emergency' },
    clause: '§2.2.2',
    input: z.strictObject({ comment: line.optional() }),
    stages: [
      'registered',
      'assigned',
      'handling',
      'awaiting-reporter',
      'awaiting-decision',
      'escalated',
      'verifying',
    ],
    may: ['lead', 'supervisor', 'manager'],
    visibility: 'public',
    refuse: ({ ticket }) =>
      ticket.emergency === null
        ? refusal('not-allowed-now', '§2.2.2', '这不是紧急工单。', 'This is not an urgent ticket.')
        : ticket.emergency.acknowledgedAt !== null
          ? refusal(
              'not-allowed-now',
              '§2.2.2',
              '应急响应已有人确认。',
              'The emergency was already acknowledged.',
            )
          : null,
    evolve: (_ticket, { by, at }) => ({ emergency: { acknowledgedAt: at, by: personRef(by) } }),
  }),
};
