import type { Label } from './words.js';

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

/** What is done to people, accounts and settings, by the name under which the administration log keeps it. */
export const adminDeeds = {
  'add-person': label('新增人员', 'person added'),
  'change-person': label('修改人员', 'person changed'),
  'erase-person': label('删除个人信息', 'personal data erased'),
  'erase-caller': label('删除来电人信息', "a caller's data erased"),
  'sign-up': label('首次登录', 'signed in for the first time'),
  'map-roles': label('按身份提供方更新角色', 'roles set by the identity provider'),
  'link-identity': label('绑定登录身份', 'identity linked'),
  'unlink-identity': label('解除登录身份', 'identity unlinked'),
  'add-group': label('新增小组', 'group added'),
  'change-group': label('修改小组', 'group changed'),
  'add-shifts': label('新增班次', 'shifts added'),
  'add-rotation': label('新增轮班', 'rotation added'),
  'set-rotation': label('修改轮班', 'rotation changed'),
  'add-absence': label('新增休假或调班', 'absence added'),
  'remove-shift': label('删除班次', 'shift removed'),
  'remove-rotation': label('删除轮班', 'rotation removed'),
  'remove-absence': label('删除休假或调班', 'absence removed'),
  'set-routing': label('修改派单规则', 'routing rules changed'),
  'add-policy': label('新增策略版本', 'policy version added'),
  'activate-policy': label('启用策略版本', 'policy version put into use'),
  'roll-out-policy': label('套用策略到在办工单', 'policy rolled out to open tickets'),
  'take-back-roll-out': label('撤回套用', 'roll-out taken back'),
  'add-channel': label('新增通知渠道', 'channel added'),
  'change-channel': label('修改通知渠道', 'channel changed'),
  'change-template': label('修改通知模板', 'text of a notice changed'),
  'add-service-account': label('新增服务账号', 'service account added'),
  'revoke-service-account': label('吊销服务账号', 'service account revoked'),
  'change-retention': label('修改保存期限', 'retention changed'),
  'hold-ticket': label('依法保留工单', 'ticket put under legal hold'),
  'send-liaison-link': label('重新发送对接人链接', 'new link sent to a liaison'),
  'withdraw-liaison-link': label('撤回对接人链接', "a liaison's link withdrawn"),
  'end-legal-hold': label('解除依法保留', 'legal hold ended'),
} as const satisfies Readonly<Record<string, Label>>;
export type AdminDeed = keyof typeof adminDeeds;

/** What it is done to. */
export const adminKinds = {
  person: label('人员', 'person'),
  group: label('小组', 'group'),
  roster: label('值班表', 'roster'),
  routing: label('派单规则', 'routing'),
  policy: label('策略', 'policy'),
  channel: label('通知渠道', 'channel'),
  template: label('通知模板', 'text of a notice'),
  'service-account': label('服务账号', 'service account'),
  retention: label('保存期限', 'retention'),
  ticket: label('工单', 'ticket'),
} as const satisfies Readonly<Record<string, Label>>;
export type AdminKind = keyof typeof adminKinds;
