import type { ActionName } from './actions/names.js';
import type { Change } from './duties.js';
import { isDutyEntry, type DutyEntry, type Tell } from './entry.js';
import type { Owner, Recipient } from './people.js';
import type { DutyName, Label } from './words.js';

/** When a notice goes out: on an action, or when the clock strikes a duty. */
type When =
  | { readonly action: ActionName | 'register'; readonly held?: true }
  | { readonly duty: DutyName; readonly outcome: DutyEntry['outcome'] }
  /** Any duty of that outcome that has no notice of its own. */
  | { readonly outcome: 'warned' | 'missed' };

export interface NoticeRow {
  readonly clause: string;
  readonly when: readonly When[];
  readonly to: readonly Recipient[] | ((change: Change) => readonly Recipient[]);
  readonly only?: (change: Change) => boolean;
  readonly subject: Label;
  /** Body text; the words in braces are filled in when the entry is committed (see render.ts). */
  readonly body: Label;
}

const text = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

/** Whoever has the ticket; in a group's queue its lead. */
const holder = ({ after }: Change): readonly Recipient[] => [after.assignee === null ? 'lead' : 'assignee'];
const isUnassigned = ({ after }: Change): boolean => after.assignee === null;
const isAssigned = ({ after }: Change): boolean => after.assignee !== null;
const input = (change: Change, field: string): unknown => change.entry.input[field];

const rows = {
  'ticket-accepted': {
    clause: '§2.1.7',
    when: [{ action: 'register' }],
    to: ['reporter'],
    subject: text('工单 {no} 已受理', 'Ticket {no} accepted'),
    body: text(
      '您的问题已登记，工单号 {no}，预计响应时间 {expectedResponseAt}。请凭工单号查询进展：{link}',
      'Your problem is registered as {no}. Expected response by {expectedResponseAt}. Follow it at {link}',
    ),
  },
  emergency: {
    clause: '§2.2.2',
    when: [{ action: 'register' }, { action: 'change-urgency' }],
    only: ({ before, after }) => after.emergency !== null && (before?.emergency ?? null) === null,
    to: ['supervisor', 'lead'],
    subject: text('【紧急】工单 {no} 启动应急响应', '[URGENT] Ticket {no}: emergency response'),
    body: text(
      '紧急工单 {no}（{type}）已启动应急响应，请在 {dueAt} 前确认：{link}',
      'Urgent ticket {no} ({type}) needs the emergency response. Acknowledge by {dueAt}: {link}',
    ),
  },
  'emergency-again': {
    clause: '§2.2.2',
    when: [
      { duty: 'emergency-acknowledgement', outcome: 'missed' },
      { duty: 'emergency-acknowledgement', outcome: 'chased' },
    ],
    to: (change) => chased(change),
    subject: text('【紧急】工单 {no} 仍无人确认', '[URGENT] Ticket {no} is still unacknowledged'),
    body: text(
      '紧急工单 {no} 自 {since} 起无人确认，现请您确认：{link}',
      'Urgent ticket {no} has waited since {since}. Please acknowledge it now: {link}',
    ),
  },
  assigned: {
    clause: '§2.2.1',
    when: [{ action: 'dispatch' }, { action: 'reassign' }],
    only: isAssigned,
    to: ['assignee'],
    subject: text('工单 {no} 已派给您', 'Ticket {no} is assigned to you'),
    body: text(
      '{urgency}工单 {no}（{type}）已派给您，请在 {contactDueAt} 前联系提报人：{link}',
      '{urgency} ticket {no} ({type}) is yours. Contact the reporter by {contactDueAt}: {link}',
    ),
  },
  unassigned: {
    clause: '§2.2.3',
    when: [{ action: 'dispatch' }, { action: 'reassign' }],
    only: isUnassigned,
    to: ['lead'],
    subject: text('工单 {no} 无当值工程师', 'Nobody on duty for ticket {no}'),
    body: text(
      '{group} 组无当值工程师，工单 {no} 由您负责在 {contactDueAt} 前联系提报人：{link}',
      'Nobody in {group} is on duty. You owe the contact of ticket {no} by {contactDueAt}: {link}',
    ),
  },
  'contact-missed': {
    clause: '§2.2.3',
    when: [{ duty: 'contact', outcome: 'missed' }],
    to: ['lead', 'owner'],
    subject: text('工单 {no} 未按时联系提报人', 'Ticket {no}: contact missed'),
    body: text(
      '工单 {no} 应在 {dueAt} 前联系提报人，已超时，记为违约：{link}',
      'The reporter of {no} was to be contacted by {dueAt}. The miss is recorded: {link}',
    ),
  },
  'response-missed': {
    clause: '§1',
    when: [{ duty: 'response', outcome: 'missed' }],
    to: ['lead', 'supervisor', 'owner'],
    subject: text('工单 {no} 响应超时', 'Ticket {no}: response missed'),
    body: text(
      '{urgency}工单 {no} 应在 {dueAt} 前响应，已超时：{link}',
      '{urgency} ticket {no} was to be answered by {dueAt}: {link}',
    ),
  },
  'form-demanded': {
    clause: '§2.3.3',
    when: [{ duty: 'escalation-request', outcome: 'warned' }, { action: 'record-diagnosis' }],
    only: (change) => isDutyEntry(change.entry) || demandsForm(change),
    to: ['assignee', 'supervisor'],
    subject: text('工单 {no} 须提交《问题升级申请表》', 'Ticket {no}: escalation request demanded'),
    body: text(
      '工单 {no} 须升级，请在 {dueAt} 前提交《问题升级申请表》：{link}',
      'Ticket {no} must be escalated. File the escalation request by {dueAt}: {link}',
    ),
  },
  'form-missed': {
    clause: '§2.3.3',
    when: [{ duty: 'escalation-request', outcome: 'missed' }],
    to: ['assignee', 'lead', 'supervisor'],
    subject: text('工单 {no} 未提交《问题升级申请表》', 'Ticket {no}: escalation request not filed'),
    body: text(
      '工单 {no} 的升级申请应在 {dueAt} 前提交，已超时：{link}',
      'The escalation request of {no} was due by {dueAt}: {link}',
    ),
  },
  'decision-asked': {
    clause: '§2.3.5',
    when: [{ action: 'request-escalation' }],
    to: ['supervisor'],
    subject: text('工单 {no} 升级待审', 'Ticket {no} waits for your decision'),
    body: text(
      '工单 {no} 的升级申请请在 {dueAt} 前审批：{link}',
      'Decide the escalation of {no} by {dueAt}: {link}',
    ),
  },
  'decision-missed': {
    clause: '§2.3.5',
    when: [{ duty: 'decision', outcome: 'missed' }],
    to: ['deputy', 'supervisor'],
    subject: text('工单 {no} 升级审批超时，请代为审批', 'Ticket {no}: decision overdue, please decide'),
    body: text(
      '主管未在 {dueAt} 前审批工单 {no} 的升级申请，请副主管审批：{link}',
      'The escalation of {no} was to be decided by {dueAt}. The deputy is asked: {link}',
    ),
  },
  'decision-chased': {
    clause: '§2.3.5',
    when: [{ duty: 'decision', outcome: 'chased' }],
    to: (change) => chased(change),
    subject: text('工单 {no} 升级申请仍未审批', 'Ticket {no} is still undecided'),
    body: text(
      '工单 {no} 的升级申请应在 {dueAt} 前审批，现请您审批：{link}',
      'The escalation of {no} was due by {dueAt}. Please decide: {link}',
    ),
  },
  'escalation-approved': {
    clause: '§2.3.5',
    when: [{ action: 'decide-escalation' }],
    only: (change) => input(change, 'decision') === 'approve',
    to: ['applicant', 'assignee', 'liaison'],
    subject: text('工单 {no} 升级已批准', 'Ticket {no}: escalation approved'),
    body: text(
      '工单 {no} 升级已批准，升级对接人已指定：{link}',
      'The escalation of {no} is approved and a liaison named: {link}',
    ),
  },
  'escalation-declined': {
    clause: '§2.3.5',
    when: [{ action: 'decide-escalation' }],
    only: (change) => input(change, 'decision') === 'decline',
    to: ['applicant', 'assignee'],
    subject: text('工单 {no} 升级未批准', 'Ticket {no}: escalation declined'),
    body: text(
      '工单 {no} 升级申请未批准，理由见工单：{link}',
      'The escalation of {no} was declined; the reason is on the ticket: {link}',
    ),
  },
  'sync-missed': {
    clause: '§2.3.6',
    when: [{ duty: 'progress-sync', outcome: 'missed' }],
    to: ['assignee', 'liaison'],
    subject: text('工单 {no} 未按时同步进展', 'Ticket {no}: progress not synced'),
    body: text(
      '升级工单 {no} 应在 {dueAt} 前同步进展，请双方补上：{link}',
      'Progress of {no} was to be synced by {dueAt}. Both are asked to: {link}',
    ),
  },
  'help-asked': {
    clause: '§2.3.2',
    when: [{ action: 'ask-reporter' }],
    to: ['reporter'],
    subject: text('工单 {no} 需要您配合', 'Ticket {no} needs your help'),
    body: text(
      '工程师需要您配合处理工单 {no}，步骤见：{link}',
      'The engineer needs your help with {no}; the steps are at {link}',
    ),
  },
  'help-answered': {
    clause: '§2.3.2',
    when: [{ action: 'answer-request' }],
    to: holder,
    subject: text('工单 {no} 提报人已答复', 'Ticket {no}: the reporter answered'),
    body: text(
      '工单 {no} 的提报人已答复配合请求：{link}',
      'The reporter of {no} answered your request: {link}',
    ),
  },
  replied: {
    clause: '§2.3.2',
    when: [{ action: 'reply' }],
    to: (change) => (change.entry.by.id === change.after.reporter ? holder(change) : ['reporter']),
    subject: text('工单 {no} 有新回复', 'Ticket {no}: new reply'),
    body: text('工单 {no} 有新回复：{link}', 'There is a new reply on {no}: {link}'),
  },
  'resolution-proposed': {
    clause: '§2.4.1',
    when: [{ action: 'propose-resolution' }],
    to: ['reporter'],
    subject: text('工单 {no} 请您验证', 'Ticket {no}: please verify'),
    body: text(
      '工单 {no} 已处理，请与工程师共同验证，并按“确认解决”：{link}',
      'Ticket {no} was handled. Verify with the engineer and confirm: {link}',
    ),
  },
  'confirmation-reminder': {
    clause: '§2.4.2',
    when: [{ duty: 'confirmation', outcome: 'reminded' }],
    to: ['reporter'],
    subject: text('工单 {no} 待您确认', 'Ticket {no} waits for your confirmation'),
    body: text('工单 {no} 待您确认是否解决：{link}', 'Please confirm whether {no} is solved: {link}'),
  },
  'confirmation-lapsed': {
    clause: '§2.4.2',
    when: [{ duty: 'confirmation', outcome: 'missed' }],
    to: ['supervisor'],
    subject: text('工单 {no} 提报人未确认', 'Ticket {no} was never confirmed'),
    body: text(
      '工单 {no} 的提报人至 {dueAt} 未确认，您可以代为关闭：{link}',
      'The reporter of {no} did not confirm by {dueAt}. You may close it for them: {link}',
    ),
  },
  'confirmation-held': {
    clause: '§2.4.2',
    when: [{ action: 'confirm-resolved', held: true }],
    to: ['assignee', 'lead'],
    subject: text('工单 {no} 确认时注明未解决', 'Ticket {no}: confirmed, but said to be unsolved'),
    body: text(
      '工单 {no} 的提报人按了确认，但注明未解决，请联系：{link}',
      'The reporter of {no} confirmed but wrote that it is not solved: {link}',
    ),
  },
  'verification-failed': {
    clause: '§2.4.1',
    when: [{ action: 'record-verification' }],
    only: (change) => input(change, 'outcome') === 'failed',
    to: holder,
    subject: text('工单 {no} 验证未通过', 'Ticket {no}: verification failed'),
    body: text(
      '工单 {no} 验证未通过，已退回处理：{link}',
      'The verification of {no} failed; it is back in handling: {link}',
    ),
  },
  resolved: {
    clause: '§2.4.2',
    when: [{ action: 'confirm-resolved' }],
    to: ['assignee'],
    subject: text('工单 {no} 已确认解决', 'Ticket {no} is confirmed as resolved'),
    body: text(
      '工单 {no} 已解决，请在 {knowledgeDueAt} 前更新知识库：{link}',
      'Ticket {no} is resolved. Settle its knowledge by {knowledgeDueAt}: {link}',
    ),
  },
  survey: {
    clause: '§2.4.3',
    when: [{ action: 'confirm-resolved' }, { duty: 'survey', outcome: 'met' }],
    only: ({ before, after }) => after.survey?.state === 'sent' && before?.survey?.state !== 'sent',
    to: ['reporter'],
    subject: text('工单 {no}《服务满意度调查表》', 'Ticket {no}: satisfaction survey'),
    body: text(
      '请为工单 {no} 的服务评分（{surveyExpiresAt} 前有效）：{surveyLink}',
      'Please rate the service on {no} (until {surveyExpiresAt}): {surveyLink}',
    ),
  },
  'survey-reminder': {
    clause: '§2.4.3',
    when: [{ duty: 'survey', outcome: 'reminded' }],
    to: ['reporter'],
    subject: text('工单 {no} 期待您的评价', 'Ticket {no}: your rating is awaited'),
    body: text(
      '请为工单 {no} 的服务评分（{surveyExpiresAt} 前有效）：{surveyLink}',
      'Please rate the service on {no} (until {surveyExpiresAt}): {surveyLink}',
    ),
  },
  'low-score': {
    clause: '§2.4.4',
    when: [{ action: 'answer-survey' }],
    only: ({ after }) => after.survey?.low === true,
    to: ['supervisor'],
    subject: text('工单 {no} 低分评价，请回访', 'Ticket {no}: low score, please follow up'),
    body: text(
      '工单 {no} 收到低分或负面评价（{because}），请在 {dueAt} 前回访用户：{link}',
      'Ticket {no} got a low score or negative feedback ({because}). Follow up by {dueAt}: {link}',
    ),
  },
  'follow-up-missed': {
    clause: '§2.4.4',
    when: [
      { duty: 'follow-up', outcome: 'missed' },
      { duty: 'follow-up', outcome: 'chased' },
    ],
    to: ['manager', 'supervisor'],
    subject: text('工单 {no} 低分未按时回访', 'Ticket {no}: follow-up missed'),
    body: text(
      '工单 {no} 的低分评价应在 {dueAt} 前回访，已超时：{link}',
      'The low score on {no} was to be followed up by {dueAt}: {link}',
    ),
  },
  'improvement-missed': {
    clause: '§2.4.4',
    when: [{ duty: 'improvement', outcome: 'missed' }],
    to: ['manager', 'supervisor'],
    subject: text('工单 {no} 改进措施未按时完成', 'Ticket {no}: improvement not done'),
    body: text(
      '工单 {no} 低分评价的改进措施应在 {dueAt} 前完成，已超时：{link}',
      'The improvement after the low score on {no} was due by {dueAt}: {link}',
    ),
  },
  'archive-held': {
    clause: '§2.5.2',
    when: [
      { duty: 'archive', outcome: 'warned' },
      { duty: 'archive', outcome: 'missed' },
    ],
    to: ['supervisor', 'assignee'],
    subject: text('工单 {no} 归档缺少材料', 'Ticket {no}: the archive lacks a part'),
    body: text(
      '工单 {no} 归档缺少：{missing}。请在 {dueAt} 前补齐或由主管豁免：{link}',
      'The archive of {no} lacks: {missing}. Supply or waive by {dueAt}: {link}',
    ),
  },
  urged: {
    clause: '§2.3.2',
    when: [{ action: 'urge' }],
    to: ['assignee', 'lead'],
    subject: text('工单 {no} 被催办', 'Ticket {no} was urged'),
    body: text('提报人催办工单 {no}：{link}', 'The reporter urges ticket {no}: {link}'),
  },
  reopened: {
    clause: '§2.4.1',
    when: [{ action: 'reopen' }],
    to: ['assignee', 'lead'],
    subject: text('工单 {no} 重新打开', 'Ticket {no} was reopened'),
    body: text('工单 {no} 已重新打开，请继续处理：{link}', 'Ticket {no} was reopened; please go on: {link}'),
  },
  ended: {
    clause: '§2.1.7',
    when: [{ action: 'withdraw' }, { action: 'merge' }],
    to: ['reporter', 'assignee'],
    subject: text('工单 {no} {stage}', 'Ticket {no}: {stage}'),
    body: text('工单 {no} {stage}：{link}', 'Ticket {no} is now {stage}: {link}'),
  },
  // Of no ticket: told by the watch over the roster.
  'roster-gap': {
    clause: '§2.2.1',
    when: [],
    to: ['lead'],
    subject: text('值班空缺：{group}', 'Gaps in the roster: {group}'),
    body: text(
      '{group}在下列时间无人当值：{gaps}。其间的工单由您负责联系提报人，请安排值班：{link}',
      'Nobody of {group} is on duty at these times: {gaps}. You owe the contact of tickets that come then; please fill the roster: {link}',
    ),
  },
  'duty-warning': {
    clause: '§2.2–§2.5',
    when: [{ outcome: 'warned' }],
    to: ['owner'],
    subject: text('工单 {no}：{duty}即将到期', 'Ticket {no}: {duty} is due soon'),
    body: text(
      '工单 {no} 的“{duty}”须在 {dueAt} 前完成：{link}',
      '"{duty}" of ticket {no} is due by {dueAt}: {link}',
    ),
  },
  'duty-missed': {
    clause: '§2.2–§2.5',
    when: [{ outcome: 'missed' }],
    to: ['owner', 'supervisor'],
    subject: text('工单 {no}：{duty}超时', 'Ticket {no}: {duty} missed'),
    body: text(
      '工单 {no} 的“{duty}”应在 {dueAt} 前完成，已超时：{link}',
      '"{duty}" of ticket {no} was due by {dueAt}: {link}',
    ),
  },
} as const satisfies Record<string, NoticeRow>;

export type NoticeName = keyof typeof rows;

/** The manual's third table: who is told what. */
export const notices: Readonly<Record<NoticeName, NoticeRow>> = rows;
export const noticeNames = Object.keys(rows) as readonly NoticeName[];

/** Notices that carry a survey's link, which is a secret between the desk and its one recipient. */
export const secretNotices: readonly NoticeName[] = ['survey', 'survey-reminder'];
export const isSecret = (kind: string): boolean => (secretNotices as readonly string[]).includes(kind);

/** Who is asked at this strike: the policy's list in turn, from its beginning again after its end. */
const chased = ({ before, entry, after }: Change): readonly Recipient[] => {
  if (!isDutyEntry(entry)) return [];
  const asks = after.policy.chase[entry.duty]?.asks ?? [];
  const clock = before?.duties.find(({ duty, nth }) => duty === entry.duty && nth === entry.nth);
  // An acknowledgement's miss itself asks the first of the list; a decision's miss has asked the deputy already.
  const isAskedAtMiss = entry.duty === 'emergency-acknowledgement';
  const turn = entry.outcome === 'missed' ? 0 : (clock?.chased ?? 0) + (isAskedAtMiss ? 1 : 0);
  const recipient = asks[turn % Math.max(1, asks.length)];
  return recipient === undefined ? [] : [recipient];
};

const demandsForm = ({ before, after }: Change): boolean => {
  const demanded = (duties: Change['after']['duties']): boolean =>
    duties.some(
      (clock) =>
        clock.duty === 'escalation-request' && clock.settledAt === undefined && clock.warnedAt !== undefined,
    );
  return demanded(after.duties) && !demanded(before?.duties ?? []);
};

/** The notices of one entry, with recipients by their part in the ticket; resolved to people when committed. */
export const noticesOf = (change: Change): readonly Tell[] => {
  const named = noticeNames.filter((name) => notices[name].when.some((when) => isWhen(when, change)));
  const specific = named.filter((name) => !isGeneral(name));
  const applying = (specific.length > 0 ? specific : named).filter(
    (name) => notices[name].only?.(change) ?? true,
  );
  return applying.map((notice) => {
    const { to } = notices[notice];
    const owner = isDutyEntry(change.entry) ? (change.entry.input['owner'] as Owner) : undefined;
    return {
      notice,
      to: typeof to === 'function' ? to(change) : to,
      ...(owner === undefined ? {} : { owner }),
    };
  });
};

const isGeneral = (name: NoticeName): boolean =>
  notices[name].when.every((when) => !('action' in when) && !('duty' in when));

const isWhen = (when: When, { entry }: Change): boolean => {
  if (isDutyEntry(entry))
    return (
      !('action' in when) && when.outcome === entry.outcome && (!('duty' in when) || when.duty === entry.duty)
    );
  return 'action' in when && when.action === entry.action && entry.outcome === (when.held ? 'held' : 'done');
};
