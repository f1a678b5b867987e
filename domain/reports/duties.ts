import type { Label } from '../words.js';
import { by, column, label, type Column, type ReportTable } from './table.js';

const figures: readonly Column[] = [
  column('met', 'count', '按时完成', 'Met'),
  column('missed', 'count', '超时', 'Missed'),
  column('missedByPlatform', 'count', '平台原因超时', 'Missed by the platform'),
  column('doneLate', 'count', '超时后完成', 'Done late'),
  column('metShare', 'share', '按时率', 'On time'),
];

const table = (key: Column, [zh, en]: readonly [string, string], note?: Label): ReportTable => ({
  title: label(zh, en),
  columns: [key, ...figures],
  chart: {
    kind: key.kind === 'week' ? 'line' : 'bar',
    x: [key.name],
    y: ['met', 'missed', 'missedByPlatform'],
    ...(key.kind === 'week' ? {} : { stacked: true }),
  },
  ...(note === undefined ? {} : { note }),
});

const staffOnly = label('不含由用户承担的“确认解决”。', 'Without the confirmation, which the reporter owes.');

/** What was done in time and what was not. */
export const dutiesReport = {
  title: label('时限履行', 'Duties met and missed'),
  about: label(
    '按完成时刻计按时，按到期时刻计超时；按时率不计平台原因造成的超时。',
    'Met by when it was done, missed by when it was due; the share on time leaves out what the platform missed.',
  ),
  tables: {
    duty: table(by.duty, ['按时限', 'By duty']),
    clause: table(by.clause, ['按条款', 'By clause']),
    group: table(by.group, ['按小组', 'By group'], staffOnly),
    person: table(by.person, ['按人员', 'By person'], staffOnly),
    type: table(by.type, ['按问题类型', 'By type'], staffOnly),
    week: table(by.week, ['按周', 'By week'], staffOnly),
  },
} as const;
