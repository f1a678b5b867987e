import { by, column, label, type Column } from './table.js';

const figures: readonly Column[] = [
  column('missed', 'count', '超时', 'Missed'),
  column('undone', 'count', '尚未完成', 'Not done yet'),
  column('p50', 'duration', '超时中位数', 'Late, median'),
  column('p95', 'duration', '超时 95%', 'Late, 95 %'),
  column('max', 'duration', '最长超时', 'Late, longest'),
  column('noticedP50', 'duration', '发现延迟中位数', 'Noticed after, median'),
  column('noticedP95', 'duration', '发现延迟 95%', 'Noticed after, 95 %'),
  column('noticedMax', 'duration', '最长发现延迟', 'Noticed after, longest'),
];

/** How late what was missed was done, and noticed. */
export const latenessReport = {
  title: label('超时时长', 'Lateness'),
  about: label(
    '超时：从到期到完成；发现延迟：从到期到系统发出超时，过长即为平台原因。',
    'Late: from due to done. Noticed: from due until the desk said so; where that is long, the platform is the cause.',
  ),
  tables: {
    cause: {
      title: label('平台与人员', 'Platform and people'),
      columns: [by.cause, ...figures],
      chart: { kind: 'bar', x: ['cause'], y: ['p50', 'p95', 'max'] },
    },
    duty: {
      title: label('按时限', 'By duty'),
      columns: [by.duty, by.cause, ...figures],
      chart: { kind: 'bar', x: ['duty', 'cause'], y: ['p50', 'p95'] },
    },
    week: {
      title: label('按周', 'By week'),
      columns: [by.week, by.cause, ...figures],
    },
  },
} as const;
