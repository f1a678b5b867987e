import type { ActionName } from '../../domain/actions/names.js';
import { rfc3339, type Instant } from '../../domain/instant.js';
import type { Intake } from '../../domain/register.js';
import { parseSpan, type Span } from '../../domain/span.js';

/** One thing somebody does, at a time counted from the ticket's acceptance, in the manual's own time. */
export interface Beat {
  readonly at: Span;
  readonly who: string;
  readonly action: ActionName;
  readonly input: Readonly<Record<string, unknown>>;
  /** States the expected resolution time, so far ahead of the deed (§2.2.3). */
  readonly expectedIn?: Span;
}

/** A beat's deed as it is done at a moment. */
export const deedOf = (beat: Beat, now: Instant): Pick<Beat, 'action' | 'input'> => ({
  action: beat.action,
  input: {
    ...beat.input,
    ...(beat.expectedIn !== undefined && {
      expectedResolutionAt: rfc3339(now + parseSpan(beat.expectedIn).ms),
    }),
  },
});

/** A ticket's whole life as people act in it; what the desk does by itself is not written here. */
export interface Story {
  readonly title: string;
  readonly reporter: string;
  readonly sent: Intake;
  readonly beats: readonly Beat[];
}

const outage: Story = {
  title: '紧急网络中断，热线受理，升级 / urgent network outage by hotline, escalated',
  reporter: 'zhou',
  sent: {
    channel: 'hotline',
    reporter: { name: '王敏', department: '财务部', extension: '6101', email: 'wang@desk.example' },
    description: {
      symptom: '财务部整层网络断开，VPN 也无法连接',
      occurredAt: '2026-01-05T09:00:00+08:00',
      impact: '全部门无法报账，核心业务中断',
      attempted: '重启了交换机和电脑',
    },
    type: 'system-fault',
    urgency: 'urgent',
    readBack: { confirmed: true, corrections: '更正：是整层，不是一个房间' },
  },
  beats: [
    { at: '3 min', who: 'liu', action: 'acknowledge-emergency', input: { comment: '已知悉，启动应急响应' } },
    { at: '4 min', who: 'sunn', action: 'claim', input: {} },
    {
      at: '6 min',
      who: 'sunn',
      action: 'record-contact',
      input: { reached: true, method: 'phone', summary: '已与提报人核实：整层断网' },
      expectedIn: '4 h',
    },
    {
      at: '10 min',
      who: 'sunn',
      action: 'record-diagnosis',
      input: { method: 'logs', finding: '汇聚交换机电源故障，需要厂商备件', verdict: 'complex' },
    },
    {
      at: '14 min',
      who: 'sunn',
      action: 'request-escalation',
      input: {
        trigger: 'other-departments',
        progress: '已定位到汇聚交换机',
        reason: '备件需采购',
        support: '请厂商两小时内送备件',
      },
    },
    // The supervisor lets the 30 minutes pass: the deputy is asked, and decides.
    {
      at: '47 min',
      who: 'he',
      action: 'decide-escalation',
      input: { decision: 'approve', liaison: 'vendor', comment: '联系厂商' },
    },
    { at: '52 min', who: 'vendor', action: 'sync-progress', input: { progress: '备件已出库' } },
    {
      at: '60 min',
      who: 'sunn',
      action: 'record-step',
      input: { action: '更换电源模块', result: '链路恢复' },
    },
    {
      at: '64 min',
      who: 'sunn',
      action: 'propose-resolution',
      input: {
        solution: '更换汇聚交换机电源模块',
        verification: { method: 'on-site', checked: '整层上网与 VPN 正常' },
      },
    },
    { at: '66 min', who: 'zhou', action: 'confirm-resolved', input: { onReportersWord: true } },
    {
      at: '70 min',
      who: 'sunn',
      action: 'settle-knowledge',
      input: { isNew: true, title: '汇聚交换机电源故障', symptoms: '整层断网', solution: '更换电源模块' },
    },
    {
      at: '72 min',
      who: 'zhou',
      action: 'answer-survey',
      input: {
        speed: 5,
        efficiency: 5,
        attitude: 5,
        ability: 5,
        suggestions: '处理很快',
        onReportersWord: true,
      },
    },
  ],
};

const password: Story = {
  title: '密码重置 / password reset',
  reporter: 'wang',
  sent: {
    channel: 'service-desk',
    reporter: { name: '王敏', department: '财务部', extension: '6101' },
    description: {
      symptom: 'OA 密码忘记，连续输错后锁定',
      occurredAt: '2026-01-05T09:10:00+08:00',
      impact: '本人无法登录 OA',
      attempted: '找回密码未收到短信',
    },
    type: 'access-request',
    urgency: 'normal',
    readBack: { confirmed: true },
  },
  beats: [
    { at: '2 min', who: '@assignee', action: 'claim', input: {} },
    {
      at: '5 min',
      who: '@assignee',
      action: 'record-contact',
      input: { reached: true, method: 'phone', summary: '已核实身份' },
    },
    {
      at: '8 min',
      who: '@assignee',
      action: 'ask-reporter',
      input: { instructions: '请截图登录页的错误提示' },
    },
    { at: '12 min', who: 'wang', action: 'answer-request', input: { answer: '提示“账号已锁定”' } },
    {
      at: '15 min',
      who: '@assignee',
      action: 'record-step',
      input: { action: '解锁账号并重置密码', result: '可登录', article: 'KB-001' },
    },
    {
      at: '18 min',
      who: '@assignee',
      action: 'propose-resolution',
      input: {
        solution: '已解锁并重置密码',
        verification: { method: 'phone', checked: '提报人登录成功' },
        knowledge: { isNew: false, article: 'KB-001' },
      },
    },
    { at: '20 min', who: 'wang', action: 'confirm-resolved', input: {} },
    {
      at: '25 min',
      who: 'wang',
      action: 'answer-survey',
      input: { speed: 5, efficiency: 4, attitude: 5, ability: 5 },
    },
  ],
};

const dataExport: Story = {
  title: '数据导出，评分 2 分 / data export whose survey scores 2',
  reporter: 'qian',
  sent: {
    channel: 'service-desk',
    reporter: { name: '钱进', department: '市场部', email: 'qian@desk.example' },
    description: {
      symptom: '需要导出上季度的客户订单',
      occurredAt: '2026-01-05T09:20:00+08:00',
      impact: '季度汇报待用',
      attempted: '自助报表超时',
    },
    type: 'data-support',
    urgency: 'important',
    readBack: { confirmed: true },
  },
  beats: [
    // Nobody contacts the reporter in 30 minutes: the miss is recorded and the next engineer on duty gets the ticket.
    {
      at: '35 min',
      who: '@assignee',
      action: 'record-contact',
      input: { reached: true, method: 'phone', summary: '确认导出范围' },
    },
    {
      at: '40 min',
      who: '@assignee',
      action: 'record-step',
      input: { action: '后台导出订单', result: '得到 12 万行' },
    },
    {
      at: '44 min',
      who: '@assignee',
      action: 'propose-resolution',
      input: {
        solution: '文件已放到共享目录',
        verification: { method: 'remote', checked: '提报人已打开文件' },
        knowledge: { isNew: false, article: 'KB-003' },
      },
    },
    { at: '46 min', who: 'qian', action: 'confirm-resolved', input: {} },
    {
      at: '50 min',
      who: 'qian',
      action: 'answer-survey',
      input: { speed: 2, efficiency: 3, attitude: 4, ability: 4, suggestions: '等了半个多小时才有人联系' },
    },
    {
      at: '60 min',
      who: 'liu',
      action: 'record-follow-up',
      input: {
        contact: '电话致歉并了解情况',
        cause: '首位工程师未及时联系',
        improvement: { measure: '值班交接时核对待联系工单' },
      },
    },
    { at: '75 min', who: 'liu', action: 'complete-improvement', input: { result: '已写入值班规范' } },
  ],
};

export const stories: readonly Story[] = [outage, password, dataExport];
