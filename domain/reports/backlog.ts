import { by, column, label, type Column, type ReportTable } from './table.js';

const ages: readonly Column[] = [
  column('under4h', 'count', '4 小时内', 'Under 4 h'),
  column('under1d', 'count', '4–24 小时', '4–24 h'),
  column('under3d', 'count', '1–3 天', '1–3 days'),
  column('under7d', 'count', '3–7 天', '3–7 days'),
  column('over7d', 'count', '7 天以上', 'Over 7 days'),
];
const figures: readonly Column[] = [
  column('open', 'count', '未结', 'Open'),
  ...ages,
  column('overdue', 'count', '有时限已过', 'Past a due time'),
  column('oldest', 'duration', '最久', 'Oldest'),
];

const now = (key: Column, zh: string, en: string): ReportTable => ({
  title: label(zh, en),
  columns: [key, ...figures],
  chart: { kind: 'bar', x: [key.name], y: ages.map(({ name }) => name), stacked: true },
});

/** What is open: now and by age, and at the end of each day. */
export const backlogReport = {
  title: label('在办与积压', 'Backlog and age'),
  about: label(
    '“目前”各表为此刻的未结工单（受理至确认解决），不受所选时段影响；小组为工单现在的小组。',
    'The tables of “now” show what is open at this moment (accepted and not confirmed as resolved), whatever the period; a ticket counts for the group it is in now.',
  ),
  tables: {
    day: {
      title: label('每日进出', 'In and out by day'),
      columns: [
        column('day', 'date', '日期', 'Day'),
        column('accepted', 'count', '受理', 'Accepted'),
        column('closed', 'count', '结束', 'Closed'),
        column('reopened', 'count', '重新打开', 'Reopened'),
        column('open', 'count', '日终未结', 'Open at the end'),
      ],
      chart: { kind: 'line', x: ['day'], y: ['accepted', 'closed', 'open'] },
    },
    group: now(by.group, '目前：按小组', 'Now, by group'),
    person: now(by.person, '目前：按人员', 'Now, by person'),
    type: now(by.type, '目前：按问题类型', 'Now, by type'),
  },
} as const;
