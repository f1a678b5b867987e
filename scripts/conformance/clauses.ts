/** A clause of the manual in our own words, with what serves it beside the rows that cite it. */
export interface Clause {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  /** What the manual leaves open here and we chose. */
  readonly ours?: string;
  /** Rows that serve the clause although they cite another one: `action NAME`, `duty NAME`, `notice NAME`, `template NAME`. */
  readonly servedBy?: readonly string[];
}

/** All clauses, in the manual's order. */
export const clauses: readonly Clause[] = [
  {
    id: '§1',
    title: '适用范围与响应目标 / Scope and response targets',
    words: 'Five types, three urgencies; each urgency has a response target that the reporter is told.',
    ours: 'Urgent is missed after 5 minutes. It is met when a person takes the ticket, acknowledges the emergency, asks or reaches the reporter; the others by first contact or public reply.',
  },
  {
    id: '§2.1.1',
    title: '受理渠道 / Channels',
    words: 'Tickets enter by the service desk or the hotline; nothing informal is accepted.',
  },
  {
    id: '§2.1.2',
    title: '受理人工号 / Who took it',
    words: 'Whoever takes a call or a ticket is known by staff number, recorded and shown.',
  },
  {
    id: '§2.1.3',
    title: '提报人信息 / The reporter',
    words: 'Name, department, and an extension or an e-mail address.',
  },
  {
    id: '§2.1.4',
    title: '问题描述四要素 / Four parts of a description',
    words: 'Symptom, time, scope of impact, what was tried.',
  },
  {
    id: '§2.1.5',
    title: '类型与紧急程度 / Type and urgency',
    words: 'Set from the lists; a later change recounts what still runs from its original time.',
    servedBy: ['action change-type', 'action change-urgency'],
  },
  {
    id: '§2.1.6',
    title: '复述确认 / Read-back',
    words: 'The record is read back and confirmed; corrections are kept.',
  },
  {
    id: '§2.1.7',
    title: '告知工单号 / Number and expected response',
    words: 'The reporter is told the number and the expected response time.',
  },
  {
    id: '§2.2.1',
    title: '派单 / Dispatch',
    words: 'By type to a group, or to its engineer on duty.',
  },
  {
    id: '§2.2.2',
    title: '应急响应 / Emergency response',
    words: 'An urgent ticket tells supervisor and lead at once and is flagged until acknowledged.',
    ours: 'Again every 5 minutes to the next person.',
  },
  {
    id: '§2.2.3',
    title: '联系提报人 / Contact',
    words: 'Within 15 or 30 minutes of receiving the ticket; a miss is recorded and the lead told.',
    ours: 'Receiving is being assigned; with nobody on duty the lead owes it; after a miss the ticket goes to the next engineer on duty once; an attempt does not count.',
  },
  {
    id: '§2.2.4',
    title: '初步诊断 / First diagnosis',
    words: 'Method, remote session, finding, and a verdict: common or complex.',
  },
  {
    id: '§2.2.5',
    title: '常见与复杂 / Common or complex',
    words: 'Common is solved by the engineer; complex demands the escalation request.',
    ours: 'The form is demanded at once, with the same 15 minutes as at 2 hours.',
    servedBy: ['action record-diagnosis', 'duty escalation-request', 'notice form-demanded'],
  },
  {
    id: '§2.3.1',
    title: '处理步骤 / Steps',
    words: 'Each step with time, action, result and the article it follows.',
  },
  {
    id: '§2.3.2',
    title: '用户配合 / Help of the reporter',
    words: 'A request with instructions; waiting is a visible stage; the answer comes back.',
    ours: 'Waiting pauses the clocks that the policy names: the 2 hours.',
  },
  {
    id: '§2.3.3',
    title: '升级条件 / When to escalate',
    words: 'After 2 hours of ordinary handling the system demands the form and tells the supervisor.',
    ours: 'Not filed within 15 minutes is a miss.',
  },
  {
    id: '§2.3.4',
    title: '升级申请表 / The request',
    words: 'Progress so far, reason, support needed.',
  },
  {
    id: '§2.3.5',
    title: '升级审批 / The decision',
    words: 'Within 30 minutes: approved with a liaison, or declined with a reason; it never hangs.',
    ours: 'After a miss the deputy is asked, then the technical manager every 30 minutes.',
  },
  {
    id: '§2.3.6',
    title: '升级处理 / Coordination',
    words: 'The liaison coordinates, the engineer syncs; a ticket may be escalated again.',
    ours: 'At least every 2 hours; each missed sync is recorded and both are reminded.',
  },
  {
    id: '§2.4.1',
    title: '共同验证 / Verification',
    words: 'Engineer and reporter verify together; a failure returns to handling with clocks and history.',
    ours: 'What was said of knowledge for a solution that failed is asked again.',
  },
  {
    id: '§2.4.2',
    title: '确认解决 / Confirmation',
    words: 'The reporter confirms, or an agent on their word; the time is recorded.',
    ours: 'Reminders after 1 and 24 hours; after 3 working days the supervisor may close, but not over a confirmation that says it is not solved.',
  },
  {
    id: '§2.4.3',
    title: '满意度调查 / Survey',
    words: 'Sent by the system within 1 hour of resolution; four scores and suggestions.',
    ours: 'Sent at once; the link lasts 7 days, with one reminder.',
  },
  {
    id: '§2.4.4',
    title: '低分回访 / Low score',
    words:
      'Under 4 or negative feedback: the supervisor follows up in 24 hours, through to the improvement; a miss tells the manager.',
    ours: 'In any dimension, or by policy the average; the improvement has 10 working days unless its day is named; why none is needed must be said.',
  },
  {
    id: '§2.5.1',
    title: '知识库 / Knowledge',
    words: 'Within 1 working day of resolution: new knowledge, or the article that covers it.',
  },
  {
    id: '§2.5.2',
    title: '归档 / Archive',
    words: 'Within 3 working days of resolution, complete; a missing part holds it until supplied or waived.',
    ours: 'An unanswered survey is feedback too once it was sent; knowledge is a part.',
  },
  {
    id: '§3',
    title: '模板 / Templates',
    words: 'Ticket register, satisfaction survey, escalation request.',
    servedBy: ['template register', 'template survey', 'template escalationRequests'],
  },
];

/** The data of §3's templates as an archive record holds them, and the rows that fill them in. */
export const templates: Readonly<Record<string, string>> = {
  register:
    '《技术支持工单登记表》 intake, `action claim`, `action record-contact`, `action confirm-resolved`',
  survey: '《服务满意度调查表》 `action answer-survey`',
  escalationRequests:
    '《问题升级申请表》 `action request-escalation`, `action decide-escalation`, `action end-escalation`',
};
