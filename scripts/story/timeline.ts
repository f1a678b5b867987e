import { actions } from '../../domain/actions/index.js';
import { duties } from '../../domain/duties.js';
import { isDutyEntry, type Entry } from '../../domain/entry.js';
import { readableTime } from '../../domain/render.js';
import { roleLabels } from '../../domain/words.js';

const outcomes = {
  warned: '预警 warned',
  reminded: '提醒 reminded',
  missed: '超时 MISSED',
  chased: '催促 chased',
  met: '完成 done by the desk',
  expired: '过期 expired',
} as const;

export const elapsed = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  return days > 0
    ? `+${days}d ${hours}h`
    : hours > 0
      ? `+${hours}h ${minutes}m`
      : `+${minutes}m ${seconds % 60}s`;
};

/** One line of a printed timeline: when, since acceptance, who, what, which duties it met and who was told. */
export const timelineLine = (entry: Entry, acceptedAt: number): string => {
  const what = isDutyEntry(entry)
    ? `⏰ ${duties[entry.duty].title['zh-CN']} ${entry.duty}: ${outcomes[entry.outcome]}`
    : entry.action === 'register'
      ? '受理登记 register'
      : `${actions[entry.action].title['zh-CN']} ${entry.action}${entry.outcome === 'done' ? '' : ` (${entry.outcome})`}`;
  const who =
    entry.by.role === 'system'
      ? '恒台'
      : `${entry.by.id} ${roleLabels[entry.by.role]['zh-CN']}${entry.by.staffNumber === null ? '' : ` ${entry.by.staffNumber}`}`;
  const met = entry.met.length === 0 ? '' : ` ✓ ${entry.met.join(', ')}`;
  const told = entry.tell.flatMap(({ notice, to }) => (to.length === 0 ? [] : [`${notice}→${to.join('+')}`]));
  return [
    readableTime(entry.at),
    elapsed(entry.at - acceptedAt).padStart(9),
    entry.clause.padEnd(7),
    `${who}：${what}${met}${told.length === 0 ? '' : ` ✉ ${told.join(' ')}`}`,
  ].join('  ');
};
