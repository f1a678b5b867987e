import { nextMark } from './marks.js';
import { dueAt, isPaused } from './clocks.js';
import { duties } from './duties.js';
import { readableTime } from './render.js';
import type { DutyClock, Ticket } from './ticket.js';
import { stageLabels, typeLabels, urgencyLabels } from './words.js';

/** One line on a ticket for a list of runs; says nothing about people. */
export const summaryOf = (ticket: Ticket): string =>
  `${urgencyLabels[ticket.urgency]['zh-CN']} ${typeLabels[ticket.type]['zh-CN']} · ${ticket.urgency} ${ticket.type}`;

/** Where the ticket stands, what is owed next and by when: Markdown for an ops person in the Temporal UI. */
export const storyOf = (ticket: Ticket): string => {
  const open = ticket.duties.filter((clock) => clock.settledAt === undefined);
  const mark = nextMark(ticket);
  return [
    `**${ticket.no}** ${summaryOf(ticket)}`,
    '',
    `**阶段 / stage**: ${stageLabels[ticket.stage]['zh-CN']} ${ticket.stage} · **组 / group**: ${ticket.group ?? '—'} · **工程师 / engineer**: ${ticket.assignee?.staffNumber ?? '—'}`,
    `**受理 / accepted**: ${readableTime(ticket.acceptedAt)} · **违约 / missed**: ${ticket.counts.missed} · **版本 / version**: ${ticket.version}`,
    '',
    open.length === 0
      ? '没有待办时限。Nothing is owed.'
      : '| 时限 duty | 条款 clause | 责任 owner | 到期 due | 状态 state |\n|---|---|---|---|---|',
    ...open.map((clock) => dutyLine(ticket, clock)),
    '',
    mark === null
      ? ''
      : `**下一个定时 / next timer**: ${readableTime(mark.at)} ${markText(mark.kind, mark.clock)}`,
  ].join('\n');
};

const dutyLine = (ticket: Ticket, clock: DutyClock): string => {
  const row = duties[clock.duty];
  const owner = row.owner(ticket);
  const state =
    clock.missedAt === undefined
      ? isPaused(ticket, clock)
        ? '暂停 paused'
        : '计时中 running'
      : `已超时 missed ${readableTime(clock.missedAt)}`;
  return `| ${row.title['zh-CN']} ${clock.duty} | ${row.clause} | ${owner.group ?? ''} ${owner.role} | ${readableTime(dueAt(ticket, clock))} | ${state} |`;
};

const marks = {
  warn: '预警 warning',
  remind: '提醒 reminder',
  miss: '到期 due',
  chase: '催促 chase',
  'send-survey': '发送调查 send survey',
  'remind-survey': '调查提醒 survey reminder',
  'expire-survey': '调查过期 survey expires',
} as const;

export const markText = (kind: keyof typeof marks, { duty }: DutyClock): string =>
  `${duties[duty].title['zh-CN']} ${duty}: ${marks[kind]} (${duties[duty].clause})`;
