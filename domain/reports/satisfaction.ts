import { dimensionLabels, surveyDimensions } from '../words.js';
import { by, column, label, type Column, type ReportTable } from './table.js';

const dimensions: readonly Column[] = surveyDimensions.map((name) => ({
  name,
  title: dimensionLabels[name],
  kind: 'score',
}));
const figures: readonly Column[] = [column('answers', 'count', '评价数', 'Answers'), ...dimensions];

const table = (key: Column, zh: string, en: string): ReportTable => ({
  title: label(zh, en),
  columns: [key, ...figures],
  chart: {
    kind: key.kind === 'week' ? 'line' : 'bar',
    x: [key.name],
    y: dimensions.map(({ name }) => name),
  },
});

/** What people said of the service (§2.4.3). */
export const satisfactionReport = {
  title: label('满意度', 'Satisfaction'),
  about: label(
    '时段内填写的调查表，1–5 分的平均值；“低分”为 4 分以下。',
    'Surveys answered in the period, averages of 1 to 5; low is under 4.',
  ),
  tables: {
    dimension: {
      title: label('按评价项', 'By dimension'),
      columns: [
        by.dimension,
        column('answers', 'count', '评价数', 'Answers'),
        column('average', 'score', '平均', 'Average'),
        column('lowShare', 'share', '低分占比', 'Low'),
        ...[5, 4, 3, 2, 1].map((score) => column(`score${score}`, 'count', `${score} 分`, `${score}`)),
      ],
      chart: {
        kind: 'bar',
        x: ['dimension'],
        y: ['score5', 'score4', 'score3', 'score2', 'score1'],
        stacked: true,
      },
    },
    week: table(by.week, '按周', 'By week'),
    group: table(by.group, '按小组', 'By group'),
    person: table(by.person, '按人员', 'By person'),
    type: table(by.type, '按问题类型', 'By type'),
    response: {
      title: label('发送与回收', 'Sent and answered'),
      note: label(
        '时段内发送的调查表，其后是否填写。',
        'Surveys sent in the period, and whether they were answered.',
      ),
      columns: [
        by.week,
        column('sent', 'count', '发送', 'Sent'),
        column('answered', 'count', '其中已填写', 'Answered of them'),
        column('share', 'share', '回收率', 'Answered'),
      ],
      chart: { kind: 'line', x: ['week'], y: ['sent', 'answered'] },
    },
    comments: {
      title: label('意见与建议', 'Comments'),
      note: label('最新的 500 条。', 'The newest 500.'),
      columns: [
        column('at', 'instant', '时间', 'Time'),
        column('no', 'ticket', '工单号', 'Ticket'),
        by.group,
        by.person,
        ...dimensions,
        column('notSatisfied', 'flag', '不满意', 'Not satisfied'),
        column('suggestions', 'text', '建议', 'Suggestions'),
      ],
    },
  },
} as const;
