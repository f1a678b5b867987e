import type { UndeliveredCause } from '../../domain/undelivered.js';
import { area } from './area.js';

type State = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'cancelled';

/** What became of notices, and why one did not arrive; what the other side said stands beside it as it was said. */
export const undelivered = area<
  | UndeliveredCause
  | `state-${State}`
  | 'givenUp'
  | 'mail'
  | 'inbox'
  | 'opened'
  | 'receipts'
  | 'fine'
  | 'each'
  | 'fewer'
  | 'resend'
  | 'resent'
>(
  {
    receipts: '通知回执',
    fine: '{n} 条通知，没有未送达的。',
    each: '全部 {n} 条',
    fewer: '收起',
    mail: '邮件',
    inbox: '站内',
    opened: '已读',
    resend: '重新发送',
    resent: '已重新排队',
    'state-queued': '待发送',
    'state-sending': '发送中',
    'state-sent': '已发送',
    'state-failed': '未送达',
    'state-unknown': '不知是否送达',
    'state-cancelled': '已取消',
    givenUp: '多次重试后放弃。',
    'not-connected': '对方拒绝连接：服务器没有运行，或地址、端口不对。',
    unresolved: '找不到对方的主机名：请检查地址和 DNS。',
    'connecting-timed-out': '连接对方超时：网络不通，或对方没有响应。',
    'answer-timed-out': '已经发出，但没有等到对方的答复，不知道是否送达。',
    'broken-off': '与对方的连接中途断开。',
    certificate: '对方的 TLS 证书不可信，或加密协商失败。',
    'mail-login': '邮件服务器拒绝登录：请检查账号和密码。',
    'mailbox-unknown': '收件邮箱不存在或不可用：请核对邮箱地址。',
    'mailbox-full': '收件邮箱已满。',
    'mail-refused': '邮件服务器拒收这封邮件。',
    'mail-later': '邮件服务器暂时不收。',
    'host-not-allowed': '该地址不在允许外发的范围内：请检查渠道地址，或由运维加入允许名单。',
    redirected: '对方要求转到别的地址，恒台不跟随：请填写最终地址。',
    'too-often': '发送太频繁，对方限流。',
    signature: '签名不对或已过时：请检查渠道密钥和服务器时间。',
    credentials: '密钥、令牌或应用凭证无效：请在渠道设置中更新。',
    'sender-not-allowed': '对方只接受名单内的 IP：请把本服务器的出口 IP 加入对方的白名单。',
    'recipient-unknown': '对方平台没有这个账号，或账号不在应用的可见范围内。',
    content: '对方不接受消息内容：请检查机器人的关键词等安全设置。',
    forbidden: '对方拒绝访问：没有权限，或密钥不对。',
    'no-such-place': '接收地址不存在：请检查渠道地址。',
    'other-side': '对方系统出错或正忙。',
    interrupted: '发送时恒台停止运行，不知道是否送达。',
    acknowledged: '收件人已处理，不必再发。',
    'switched-off': '渠道已停用。',
    unclear: '对方的答复无法识别，原文见下。',
  },
  {
    receipts: 'Notices',
    fine: '{n} notices; none failed to arrive.',
    each: 'All {n}',
    fewer: 'Fewer',
    mail: 'mail',
    inbox: 'inbox',
    opened: 'opened',
    resend: 'Send again',
    resent: 'It is queued again',
    'state-queued': 'waiting',
    'state-sending': 'being sent',
    'state-sent': 'sent',
    'state-failed': 'not delivered',
    'state-unknown': 'in doubt',
    'state-cancelled': 'cancelled',
    givenUp: 'Given up after many tries. ',
    'not-connected':
      'The other side refuses connections: it is not running, or the address or port is wrong.',
    unresolved: 'The host name cannot be found: check the address and DNS.',
    'connecting-timed-out':
      'Connecting took too long: the network is closed, or the other side does not react.',
    'answer-timed-out': 'It was sent, but no answer came; nobody knows whether it arrived.',
    'broken-off': 'The connection broke off.',
    certificate: 'The TLS certificate of the other side is not trusted, or no encryption could be agreed on.',
    'mail-login': 'The mail server refuses the login: check account and password.',
    'mailbox-unknown': 'The mailbox does not exist or takes no mail: check the address.',
    'mailbox-full': 'The mailbox is full.',
    'mail-refused': 'The mail server refuses this mail.',
    'mail-later': 'The mail server does not take it for now.',
    'host-not-allowed':
      'The desk may not speak to this address: check the channel, or have it added to the allowed hosts.',
    redirected: 'The other side points to another address, which is not followed: enter the final one.',
    'too-often': 'Sent too often; the other side holds back.',
    signature:
      'The signature is wrong or too old: check the secret of the channel and the clock of the server.',
    credentials: 'The key, token or credentials are not valid: renew them with the channel.',
    'sender-not-allowed':
      'The other side takes messages from listed addresses only: add the address of this server there.',
    'recipient-unknown': 'There is no such account on the other side, or the app cannot see it.',
    content:
      'The other side does not take the content: check keywords and other safety settings of the robot.',
    forbidden: 'The other side refuses access: no permission, or a wrong secret.',
    'no-such-place': 'There is nothing at this address: check the channel.',
    'other-side': 'The other side has a fault or is busy.',
    interrupted: 'The desk stopped while it was being sent; nobody knows whether it arrived.',
    acknowledged: 'The recipient has dealt with it; it need not be sent.',
    'switched-off': 'The channel is switched off.',
    unclear: 'The answer is not one the desk knows; it stands below.',
  },
);
