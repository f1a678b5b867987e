import type { Pool } from '../../../adapters/postgres/pool.js';
import { messageId } from '../../../adapters/smtp.js';
import type { Notice } from '../../../activities/ports.js';
import type { Mail } from '../smtp-sink.js';
import type { Report } from './finding.js';

export interface NoticeFigures {
  readonly notices: number;
  /** Mails that came again with a Message-ID that was there already. */
  readonly duplicates: number;
  readonly lost: number;
}

export interface MailEvidence {
  readonly mails: readonly Mail[];
  readonly from: string;
  /** Notices given later than this may still be on their way. */
  readonly before: number;
}

/** Every mail notice arrived, under its own Message-ID, and nothing arrived that was none. */
export const checkNotices = async (
  pool: Pool,
  { mails, from, before }: MailEvidence,
  report: Report,
): Promise<NoticeFigures> => {
  const { rows } = await pool.query<Notice & { state: string; given: number }>(
    `select id, no, seq, kind, recipient, address, subject, body, urgent, attempts, state, at as given from notice
     where channel = 'smtp'`,
  );
  const arrived = new Map<string, Mail[]>();
  for (const mail of mails) arrived.set(mail.messageId, [...(arrived.get(mail.messageId) ?? []), mail]);
  let lost = 0;
  for (const notice of rows) {
    const name = messageId(notice, from);
    const copies = arrived.get(name) ?? [];
    arrived.delete(name);
    if (notice.given > before) continue;
    if (notice.state !== 'sent')
      report('notice', notice.no, `${notice.kind} of ${notice.seq} is ${notice.state}`);
    if (copies.length === 0) {
      lost += 1;
      report('notice', notice.no, `${notice.kind} of ${notice.seq} to ${notice.recipient} never arrived`);
    }
    if (copies.some(({ to }) => to.length !== 1 || to[0] !== notice.address))
      report('notice', notice.no, `${notice.kind} of ${notice.seq} went to somebody else`);
  }
  for (const [name, [mail]] of arrived)
    report('notice', mail?.to.join() ?? '', `${name} is no notice of the desk`);
  const { rows: untold } = await pool.query<{ no: string; seq: number }>(
    `select e.no, e.seq from entry e, jsonb_array_elements(e.content -> 'tell') t
     where t -> 'to' ?| array['supervisor', 'deputy', 'manager', 'lead'] and not exists (
       select from notice n where n.no = e.no and n.seq = e.seq and n.kind = t ->> 'notice')`,
  );
  for (const { no, seq } of untold) report('notice', no, `nobody was told of entry ${seq}`);
  const unique = new Set(mails.map((mail) => mail.messageId)).size;
  return { notices: rows.length, duplicates: mails.length - unique, lost };
};
