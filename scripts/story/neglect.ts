import type { Story } from './beats.js';

const sent: Story['sent'] = {
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '6101' },
  description: {
    symptom: '打印机卡纸',
    occurredAt: '2026-01-05T09:00:00+08:00',
    impact: '本部门无法打印',
    attempted: '重启打印机',
  },
  type: 'equipment',
  urgency: 'normal',
  readBack: { confirmed: true },
};
const contact = { reached: true, method: 'phone', summary: '已核实' };
const verification = { method: 'on-site', checked: '可以打印' };

/** Lives that do not go well: every duty missed, returns, early ends. Recorded for the replay tests. */
export const hardLives: readonly Story[] = [
  { title: 'neglected', reporter: 'wang', sent: { ...sent, urgency: 'urgent' }, beats: [] },
  {
    title: 'never-confirmed',
    reporter: 'wang',
    sent,
    beats: [
      { at: '5 min', who: 'wu', action: 'record-contact', input: contact },
      {
        at: '3 h',
        who: 'wu',
        action: 'request-escalation',
        input: { progress: '一', reason: '二', support: '三' },
      },
      { at: '5.2 h', who: 'ma', action: 'decide-escalation', input: { decision: 'approve', liaison: 'ma' } },
      { at: '10 h', who: 'wu', action: 'end-escalation', input: { outcome: '厂商已到场' } },
      { at: '11 h', who: 'wu', action: 'propose-resolution', input: { solution: '更换搓纸轮' } },
      { at: '7.1 d', who: 'liu', action: 'confirm-resolved', input: { comment: '提报人出差' } },
      {
        at: '12.1 d',
        who: 'liu',
        action: 'waive-archive-part',
        input: { part: 'process-records', reason: '口头处理' },
      },
      {
        at: '13.1 d',
        who: 'liu',
        action: 'waive-archive-part',
        input: { part: 'knowledge', reason: '常规问题' },
      },
    ],
  },
  {
    title: 'reopened',
    reporter: 'wang',
    sent: { ...sent, urgency: 'important' },
    beats: [
      { at: '5 min', who: 'wu', action: 'claim', input: {} },
      { at: '6 min', who: 'wu', action: 'record-contact', input: contact },
      { at: '10 min', who: 'wu', action: 'ask-reporter', input: { instructions: '请拍照' } },
      { at: '3 h', who: 'wang', action: 'answer-request', input: { answer: '见附件' } },
      { at: '4 h', who: 'wang', action: 'urge', input: {} },
      { at: '5 h', who: 'wu', action: 'propose-resolution', input: { solution: '清理纸道' } },
      {
        at: '5.7 h',
        who: 'wang',
        action: 'record-verification',
        input: { method: 'self', checked: '仍卡纸', outcome: 'failed' },
      },
      { at: '7 h', who: 'wu', action: 'propose-resolution', input: { solution: '更换搓纸轮', verification } },
      { at: '7.5 h', who: 'wang', action: 'confirm-resolved', input: { comment: '部分解决' } },
      { at: '8.7 h', who: 'wang', action: 'confirm-resolved', input: {} },
      { at: '20 h', who: 'wang', action: 'reopen', input: { reason: '又卡纸' } },
      { at: '21 h', who: 'wu', action: 'record-step', input: { action: '更换硒鼓', result: '正常' } },
      {
        at: '21.6 h',
        who: 'wu',
        action: 'propose-resolution',
        input: { solution: '更换硒鼓', verification },
      },
      { at: '22.7 h', who: 'wang', action: 'confirm-resolved', input: {} },
      {
        at: '24 h',
        who: 'wu',
        action: 'settle-knowledge',
        input: { isNew: true, title: '搓纸轮', symptoms: '卡纸', solution: '更换' },
      },
      {
        at: '25 h',
        who: 'wang',
        action: 'answer-survey',
        input: { speed: 1, efficiency: 3, attitude: 4, ability: 4 },
      },
      {
        at: '3.1 d',
        who: 'liu',
        action: 'record-follow-up',
        input: { contact: '电话', cause: '备件质量', noImprovement: '已更换批次' },
      },
    ],
  },
  {
    title: 'withdrawn',
    reporter: 'wang',
    sent,
    beats: [{ at: '45 min', who: 'wang', action: 'withdraw', input: { reason: '自己好了' } }],
  },
];
