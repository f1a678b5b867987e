import { by, column, label, type Column, type ReportTable } from './table.js';

const figures: readonly Column[] = [
  column('requested', 'count', '申请', 'Requested'),
  column('approved', 'count', '同意', 'Approved'),
  column('declined', 'count', '不同意', 'Declined'),
  column('waiting', 'count', '待审', 'Waiting'),
  column('p50', 'duration', '审批用时中位数', 'Decided after, median'),
  column('p95', 'duration', '审批用时 95%', 'Decided after, 95 %'),
  column('max', 'duration', '最长审批用时', 'Decided after, longest'),
  column('late', 'count', '审批超时', 'Decided late'),
];

const table = (key: Column, zh: string, en: string): ReportTable => ({
  title: label(zh, en),
  columns: [key, ...figures],
  chart: {
    kind: key.kind === 'week' ? 'line' : 'bar',
    x: [key.name],
    y: ['approved', 'declined', 'waiting'],
    ...(key.kind === 'week' ? {} : { stacked: true }),
  },
});

/** Escalations and how long their decisions took (§2.3.4, §2.3.5). */
export const escalationsReport = {
  title: label('升级与审批', 'Escalations'),
  about: label(
    '时段内提交的升级申请，及其审批结果与用时；“按人员”为审批人，待审者不计。',
    'Requests filed in the period, what was decided and after how long; by person is whoever decided, without what still waits.',
  ),
  tables: {
    week: table(by.week, '按周', 'By week'),
    group: table(by.group, '按小组', 'By group'),
    type: table(by.type, '按问题类型', 'By type'),
    person: table(by.person, '按审批人', 'By decider'),
  },
} as const;
