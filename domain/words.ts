/** The manual's fixed lists, with the wording of both languages (§1, §2.2.1, §2.4.3, design "Words"). */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];
/** Each in itself. */
export const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' };
export type Label = Readonly<Record<Language, string>>;

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

export const ticketTypes = [
  'system-fault',
  'consultation',
  'access-request',
  'data-support',
  'equipment',
] as const;
export type TicketType = (typeof ticketTypes)[number];
export const typeLabels: Readonly<Record<TicketType, Label>> = {
  'system-fault': label('系统故障', 'System fault'),
  consultation: label('技术咨询', 'Consultation'),
  'access-request': label('权限申请', 'Access request'),
  'data-support': label('数据支持', 'Data support'),
  equipment: label('设备维护', 'Equipment'),
};

export const urgencies = ['urgent', 'important', 'normal'] as const;
export type Urgency = (typeof urgencies)[number];
export const urgencyLabels: Readonly<Record<Urgency, Label>> = {
  urgent: label('紧急', 'Urgent'),
  important: label('重要', 'Important'),
  normal: label('一般', 'Normal'),
};

export const channels = ['service-desk', 'hotline'] as const;
export type Channel = (typeof channels)[number];
export const channelLabels: Readonly<Record<Channel, Label>> = {
  'service-desk': label('服务台系统', 'Service desk'),
  hotline: label('热线分机', 'Hotline'),
};

export const stages = [
  'registered',
  'assigned',
  'handling',
  'awaiting-reporter',
  'awaiting-decision',
  'escalated',
  'verifying',
  'resolved',
  'archived',
  'withdrawn',
  'merged',
] as const;
export type Stage = (typeof stages)[number];
export const stageLabels: Readonly<Record<Stage, Label>> = {
  registered: label('已登记', 'Registered'),
  assigned: label('已派单', 'Assigned'),
  handling: label('处理中', 'Handling'),
  'awaiting-reporter': label('待用户配合', 'Awaiting reporter'),
  'awaiting-decision': label('升级待审', 'Awaiting decision'),
  escalated: label('升级处理中', 'Escalated'),
  verifying: label('待验证', 'Verifying'),
  resolved: label('已解决', 'Resolved'),
  archived: label('已归档', 'Archived'),
  withdrawn: label('已撤销', 'Withdrawn'),
  merged: label('已合并', 'Merged'),
};

/** Stages in which the problem itself is still being worked on. */
export const openStages = [
  'registered',
  'assigned',
  'handling',
  'awaiting-reporter',
  'awaiting-decision',
  'escalated',
  'verifying',
] as const satisfies readonly Stage[];
/** Stages that end a ticket; its run ends once nothing is owed any more. */
export const finalStages = ['archived', 'withdrawn', 'merged'] as const satisfies readonly Stage[];

export const isFinal = (stage: Stage): boolean => (finalStages as readonly Stage[]).includes(stage);
export const isOpen = (stage: Stage): boolean => (openStages as readonly Stage[]).includes(stage);

export const roles = [
  'reporter',
  'agent',
  'engineer',
  'lead',
  'supervisor',
  'liaison',
  'manager',
  'admin',
] as const;
export type Role = (typeof roles)[number];
export const roleLabels: Readonly<Record<Role, Label>> = {
  reporter: label('提报人', 'Reporter'),
  agent: label('服务台人员', 'Service desk agent'),
  engineer: label('工程师', 'Engineer'),
  lead: label('小组负责人', 'Group lead'),
  supervisor: label('团队主管', 'Team supervisor'),
  liaison: label('升级对接人', 'Escalation liaison'),
  manager: label('技术经理', 'Technical manager'),
  admin: label('管理员', 'Administrator'),
};

export const dutyNames = [
  'response',
  'contact',
  'emergency-acknowledgement',
  'escalation-request',
  'decision',
  'progress-sync',
  'confirmation',
  'survey',
  'follow-up',
  'improvement',
  'knowledge',
  'archive',
] as const;
export type DutyName = (typeof dutyNames)[number];

/** Survey dimensions of Template 2 (§2.4.3), each scored 1 to 5. */
export const surveyDimensions = ['speed', 'efficiency', 'attitude', 'ability'] as const;
export type SurveyDimension = (typeof surveyDimensions)[number];
export const dimensionLabels: Readonly<Record<SurveyDimension, Label>> = {
  speed: label('响应速度', 'Response speed'),
  efficiency: label('处理效率', 'Handling efficiency'),
  attitude: label('服务态度', 'Service attitude'),
  ability: label('专业能力', 'Professional ability'),
};

/** Why an answered survey asks for a follow-up (§2.4.4): each is shown, whatever the others say. */
export const followUpReasons = ['low-score', 'negative-words', 'not-satisfied'] as const;
export type FollowUpReason = (typeof followUpReasons)[number];
export const becauseLabels: Readonly<Record<FollowUpReason, Label>> = {
  'low-score': label('评分低', 'a low score'),
  'negative-words': label('负面评价', 'negative words'),
  'not-satisfied': label('用户勾选不满意', 'ticked as not satisfied'),
};

/** Parts of a complete archive (§2.5.2; `knowledge` is ours, so that §2.5.1 cannot be forgotten). */
export const archiveParts = [
  'intake',
  'process-records',
  'escalation-request',
  'feedback',
  'knowledge',
] as const;
export type ArchivePart = (typeof archiveParts)[number];
export const archivePartLabels: Readonly<Record<ArchivePart, Label>> = {
  intake: label('受理登记信息', 'Intake information'),
  'process-records': label('处理过程记录', 'Process records'),
  'escalation-request': label('问题升级申请表', 'Escalation request'),
  feedback: label('用户反馈', 'User feedback'),
  knowledge: label('知识库更新', 'Knowledge'),
};
