import { archivePartLabels, dimensionLabels, typeLabels, urgencyLabels, type Label } from '../words.js';

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

/** What a field of an action's input is called, by its name; the same name means the same everywhere. */
export const fieldLabels: Readonly<Record<string, Label>> = {
  ...dimensionLabels,
  action: label('操作', 'Action taken'),
  answer: label('答复', 'Answer'),
  article: label('知识库文章', 'Knowledge article'),
  assignee: label('工程师', 'Engineer'),
  attachment: label('附件', 'Attachment'),
  attachments: label('附件', 'Attachments'),
  attempted: label('已尝试的操作', 'Already tried'),
  by: label('完成期限', 'Due by'),
  cause: label('原因', 'Cause'),
  checked: label('验证内容', 'What was checked'),
  comment: label('说明', 'Comment'),
  contact: label('回访记录', 'What was said'),
  content: label('材料内容', 'Content'),
  confirmed: label('提报人已确认', 'Confirmed by the reporter'),
  corrections: label('复述时的更正', 'Corrected at read-back'),
  decision: label('审批意见', 'Decision'),
  detail: label('说明', 'Detail'),
  description: label('问题描述', 'Description'),
  expectationReason: label('更改预计时间的原因', 'Why the expected time changes'),
  expectedResolutionAt: label('预计解决时间', 'Expected resolution'),
  finding: label('诊断结论', 'Finding'),
  group: label('小组', 'Group'),
  impact: label('影响范围', 'Impact'),
  improvement: label('改进措施', 'Improvement'),
  instructions: label('需要用户配合的操作', 'What the reporter is asked to do'),
  internal: label('仅内部可见', 'Internal only'),
  into: label('并入工单', 'Merge into'),
  isNew: label('是否新问题', 'Is it new'),
  language: label('语言', 'Language'),
  knowledge: label('知识库', 'Knowledge'),
  liaison: label('升级对接人', 'Liaison'),
  missing: label('缺少的材料', 'Missing parts'),
  measure: label('措施', 'Measure'),
  method: label('方式', 'Method'),
  noImprovement: label('无需改进的原因', 'Why no improvement is needed'),
  notSatisfied: label('对处理结果不满意', 'Not satisfied with the outcome'),
  occurredAt: label('发生时间', 'Occurred at'),
  onReportersWord: label('依据提报人口头答复', "On the reporter's word"),
  outcome: label('结果', 'Outcome'),
  part: label('归档材料', 'Archive part'),
  progress: label('目前进展', 'Progress so far'),
  reached: label('已联系上提报人', 'The reporter was reached'),
  readBack: label('复述确认', 'Read back'),
  reason: label('原因', 'Reason'),
  result: label('结果', 'Result'),
  session: label('远程会话编号', 'Remote session reference'),
  solution: label('解决方案', 'Solution'),
  suggestions: label('建议', 'Suggestions'),
  summary: label('沟通内容', 'What was said'),
  support: label('需要的支持', 'Support needed'),
  surveyedAt: label('上次调查时间', 'Last asked at'),
  signal: label('信号', 'Signal'),
  symptom: label('故障现象', 'Symptom'),
  symptoms: label('故障现象', 'Symptoms'),
  text: label('内容', 'Text'),
  title: label('标题', 'Title'),
  tool: label('远程工具', 'Remote tool'),
  trigger: label('升级情形', 'Why it is escalated'),
  type: label('问题类型', 'Type'),
  urgency: label('紧急程度', 'Urgency'),
  until: label('推迟到', 'Until'),
  verdict: label('判断', 'Verdict'),
  verification: label('共同验证', 'Verified together'),
  version: label('策略版本', 'Policy version'),
};

/** Fields whose value is an id or a moment, and is shown as a name or a time. */
export const fieldKinds: Readonly<Record<string, 'person' | 'group' | 'time'>> = {
  assignee: 'person',
  liaison: 'person',
  group: 'group',
  by: 'time',
  expectedResolutionAt: 'time',
  occurredAt: 'time',
  surveyedAt: 'time',
  until: 'time',
};

/** Fields whose texts are chosen from fixed values, each with the field beside which it is so, or null for always. */
const choices: Readonly<Record<string, string | null>> = {
  decision: null,
  language: null,
  method: null,
  missing: null,
  // Of a verification; what became of an escalation is typed.
  outcome: 'method',
  part: null,
  trigger: null,
  type: null,
  urgency: null,
  verdict: null,
};

/** Whether a field of some content holds one of our fixed values; what is typed in others is told as it is. */
export const isChoice = (name: string, content: object): boolean => {
  const beside = Object.hasOwn(choices, name) ? choices[name] : undefined;
  return beside !== undefined && (beside === null || Object.hasOwn(content, beside));
};

/** What a fixed value of an input is called. */
export const valueLabels: Readonly<Record<string, Label>> = {
  ...archivePartLabels,
  ...typeLabels,
  ...urgencyLabels,
  approve: label('批准', 'Approve'),
  common: label('常见问题', 'Common'),
  complex: label('复杂问题', 'Complex'),
  decline: label('不批准', 'Decline'),
  'e-mail': label('邮件', 'E-mail'),
  failed: label('未通过', 'Failed'),
  logs: label('日志分析', 'Logs'),
  message: label('即时消息', 'Message'),
  'on-site': label('现场', 'On site'),
  'other-departments': label('需要其他部门配合', 'Other departments are needed'),
  passed: label('通过', 'Passed'),
  phone: label('电话', 'Phone'),
  remote: label('远程', 'Remote'),
  self: label('提报人自行验证', 'By the reporter'),
  'two-hours': label('处理满两小时未解决', 'Unsolved after two hours'),
  'urgent-coordination': label('紧急问题需上级协调', 'Urgent, needs coordination'),
  'zh-CN': label('中文', 'Chinese'),
  en: label('英文', 'English'),
  visit: label('上门', 'Visit'),
  true: label('是', 'Yes'),
  false: label('否', 'No'),
};
