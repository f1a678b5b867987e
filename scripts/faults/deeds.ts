import type { ActionName } from '../../domain/actions/names.js';
import type { Intake } from '../../domain/register.js';
import { ticketTypes, urgencies } from '../../domain/words.js';
import type { Random } from './random.js';

type Input = Readonly<Record<string, unknown>>;

const words = ['已重启', '已更换', '仍在观察', '等待备件', '与用户核实', '日志正常', 'checked', 'replaced'];
const some = (random: Random): string => `${random.of(words)} ${random.below(1000)}`;
const score = (random: Random): number => random.between(1, 5);

/** What people type, for every action that the load does; those that end a ticket early or need files are left out. */
export const deeds: Readonly<Partial<Record<ActionName, (random: Random) => Input>>> = {
  claim: () => ({}),
  dispatch: (random) => ({ group: random.of(['sysops', 'network', 'equipment']) }),
  reassign: (random) => ({ group: random.of(['sysops', 'network', 'equipment']), reason: some(random) }),
  'acknowledge-emergency': (random) => ({ comment: some(random) }),
  'record-contact': (random) => ({ reached: random.next() < 0.8, method: 'phone', summary: some(random) }),
  'record-diagnosis': (random) => ({
    method: random.of(['logs', 'on-site', 'phone']),
    finding: some(random),
    verdict: random.of(['common', 'complex']),
    expectedResolutionAt: new Date(Date.now() + 3_600_000).toISOString(),
    expectationReason: some(random),
  }),
  'record-step': (random) => ({ action: some(random), result: some(random) }),
  'ask-reporter': (random) => ({ instructions: some(random) }),
  'answer-request': (random) => ({ answer: some(random) }),
  'request-escalation': (random) => ({ progress: some(random), reason: some(random), support: some(random) }),
  'decide-escalation': (random) =>
    random.next() < 0.7
      ? { decision: 'approve', liaison: random.of(['vendor', 'ma']) }
      : { decision: 'decline', reason: some(random) },
  'sync-progress': (random) => ({ progress: some(random) }),
  'end-escalation': (random) => ({ outcome: some(random) }),
  'propose-resolution': (random) => ({
    solution: some(random),
    verification: { method: 'phone', checked: some(random) },
  }),
  'record-verification': (random) => ({
    method: 'phone',
    checked: some(random),
    outcome: random.next() < 0.8 ? 'passed' : 'failed',
  }),
  'confirm-resolved': () => ({}),
  reopen: (random) => ({ reason: some(random) }),
  'answer-survey': (random) => ({
    speed: score(random),
    efficiency: score(random),
    attitude: score(random),
    ability: score(random),
  }),
  'record-follow-up': (random) => ({
    contact: some(random),
    cause: some(random),
    noImprovement: some(random),
  }),
  'settle-knowledge': (random) =>
    random.next() < 0.5
      ? { isNew: true, title: some(random), symptoms: some(random), solution: some(random) }
      : { isNew: false, article: 'KB-001' },
  note: (random) => ({ text: some(random) }),
  reply: (random) => ({ text: some(random) }),
  'change-type': (random) => ({ type: random.of(ticketTypes), reason: some(random) }),
  'change-urgency': (random) => ({ urgency: random.of(urgencies), reason: some(random) }),
  urge: () => ({}),
};

/** A ticket as somebody reports it themselves. */
export const intakeOf = (random: Random): Intake => ({
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '6101' },
  description: {
    symptom: `${random.of(['打印机卡纸', 'OA 无法登录', 'VPN 断开', '报表导出失败'])} ${random.below(10_000)}`,
    occurredAt: '2026-01-05T09:00:00+08:00',
    impact: '本人',
    attempted: '已重启',
  },
  type: random.of(ticketTypes),
  urgency: random.of(urgencies),
  readBack: { confirmed: true },
});
