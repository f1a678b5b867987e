import { by, column, label, type Column, type ReportTable } from './table.js';

const figures: readonly Column[] = [
  column('resolved', 'count', '确认解决', 'Resolved'),
  column('reopened', 'count', '其中重新打开', 'Reopened of them'),
  column('share', 'share', '重开率', 'Reopen rate'),
];

const table = (key: Column, zh: string, en: string): ReportTable => ({
  title: label(zh, en),
  columns: [key, ...figures],
  chart: { kind: key.kind === 'week' ? 'line' : 'bar', x: [key.name], y: ['resolved', 'reopened'] },
});

/** Resolutions that did not last. */
export const reopensReport = {
  title: label('重开率', 'Reopen rate'),
  about: label(
    '时段内的每次“确认解决”，及其后是否被重新打开；同一工单可计多次。',
    'Each confirmation in the period, and whether the ticket was reopened after it; one ticket may count more than once.',
  ),
  tables: {
    week: table(by.week, '按周', 'By week'),
    group: table(by.group, '按小组', 'By group'),
    person: table(by.person, '按人员', 'By person'),
    type: table(by.type, '按问题类型', 'By type'),
  },
} as const;
