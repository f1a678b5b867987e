import { createTransport } from 'nodemailer';
import { htmlOf } from './mail-html.js';
import type { ChannelTransport, Message, Receipt } from '../activities/ports.js';

export interface SmtpOptions {
  /** `smtp://user:password@host:port`; never logged. */
  readonly url: string;
  readonly from: string;
}

/** Stable for one notice to one recipient: a mail sent twice is recognised as one by its readers. */
export const messageId = (notice: Message, from: string): string =>
  `<${[notice.no, notice.seq, notice.kind, notice.id].filter((part) => part !== '').join('.')}@${
    from
      .split('@')
      .at(-1)
      ?.replace(/[>\s].*$/u, '') ?? 'desk'
  }>`;

/** A server that hangs costs one mail this long, and no other channel anything. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Mail by SMTP, at least once; what the server refuses for good is told apart from what may pass (§2.1.7). */
export const createSmtpTransport = ({ url, from }: SmtpOptions): ChannelTransport => {
  const transport = createTransport({ url, ...patience }, { from });
  return {
    channel: 'smtp',
    repeatable: true,
    send: async (notice) => {
      try {
        await transport.sendMail({
          to: { name: '', address: notice.address },
          subject: notice.subject,
          text: notice.body,
          html: htmlOf(notice),
          messageId: messageId(notice, from),
          headers: {
            'Auto-Submitted': 'auto-generated',
            ...(notice.no === '' ? {} : { 'X-Ticket': notice.no }),
          },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        return { state: 'sent' };
      } catch (error) {
        return receiptOf(error);
      }
    },
  };
};

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly message?: string;
}

/** 5xx to the recipient or the message is final; all else, a refused login too, may pass (RFC 5321 §4.2.1). */
const receiptOf = (error: unknown): Receipt => {
  const { code, responseCode, message = String(error) } = error as SmtpError;
  const isFinal =
    (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode === undefined || responseCode >= 500);
  return {
    state: isFinal ? 'failed' : 'later',
    reason: `${code ?? 'error'} ${responseCode ?? ''} ${message}`.slice(0, 500),
  };
};
