import { by, column, label, type Column, type ReportTable } from './table.js';

const figures: readonly Column[] = [
  column('written', 'count', '新写文章', 'Written'),
  column('used', 'count', '引用次数', 'Used'),
];

const table = (key: Column, zh: string, en: string): ReportTable => ({
  title: label(zh, en),
  columns: [key, ...figures],
  chart: { kind: key.kind === 'week' ? 'line' : 'bar', x: [key.name], y: ['written', 'used'] },
});

/** Articles written and followed (§2.3.1, §2.5.1). */
export const knowledgeReport = {
  title: label('知识库', 'Knowledge'),
  about: label(
    '新写的文章，及工单的处理步骤、解决方案与知识库结论引用文章的次数；按人员为写作者与引用者。',
    'Articles written, and how often steps, solutions and settlements of tickets named one; by person is who wrote and who used.',
  ),
  tables: {
    week: table(by.week, '按周', 'By week'),
    person: table(by.person, '按人员', 'By person'),
    type: table(by.type, '按问题类型', 'By type'),
    article: {
      title: label('最常引用', 'Most used'),
      columns: [
        column('article', 'text', '编号', 'Article'),
        column('title', 'text', '标题', 'Title'),
        by.type,
        column('used', 'count', '引用次数', 'Used'),
        column('tickets', 'count', '工单数', 'Tickets'),
      ],
    },
  },
} as const;
