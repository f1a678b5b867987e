import { randomBytes } from 'node:crypto';
import type { Change } from '../../domain/duties.js';
import { isSecret as carriesSecret, type NoticeName } from '../../domain/notices.js';
import { render } from '../../domain/render.js';
import { sha256 } from './canonical.js';
import { surveyUrl, ticketUrl } from './desk-links.js';
import { nameOf, resolve, type PeopleToTell, type Told } from './people-to-tell.js';
import { timestamp } from './pool.js';

export interface Telling {
  readonly known: PeopleToTell;
  /** The address given at intake, for a reporter who is nobody's person here. */
  readonly reporterEmail: string | null;
  /** Base of the links, without a slash at its end. */
  readonly publicUrl: string;
  readonly smtpEnabled: boolean;
}

export interface NoticeRow {
  readonly id: string;
  readonly seq: number;
  readonly kind: NoticeName;
  readonly recipient: string;
  readonly channel: 'desk' | 'smtp';
  readonly address: string;
  readonly language: string;
  readonly subject: string;
  readonly body: string;
  readonly secret_link: string | null;
  readonly urgent: boolean;
  readonly state: 'queued' | 'sent';
  readonly at: string;
}

export interface SurveyTokenRow {
  readonly token_hash: string;
  readonly seq: number;
  readonly expires_at: string;
}

/** What stands for a survey's link in a stored body: the link itself is a secret and is put in on delivery. */
export const linkPlaceholder = '{surveyLink}';

/** SHA-256 of a survey's token, the only form in which it is kept. */
export const tokenHash = (token: string): Buffer => sha256(token);

/** The notices of some entries, one row a person and channel, and the tokens of the survey links among them. */
export const noticeRows = (
  changes: readonly Change[],
  telling: Telling,
): { readonly notices: readonly NoticeRow[]; readonly tokens: readonly SurveyTokenRow[] } => {
  const tokens: SurveyTokenRow[] = [];
  const surveyLink = ({ entry, after }: Change): string => {
    const token = randomBytes(24).toString('base64url');
    const expires_at = timestamp(after.survey?.expiresAt);
    tokens.push({ token_hash: tokenHash(token).toString('hex'), seq: entry.seq, expires_at });
    return surveyUrl(telling.publicUrl, token);
  };
  const group = changes.at(-1)?.after.group ?? null;
  const notices = changes.flatMap((change) =>
    change.entry.tell.flatMap((tell) =>
      resolve(tell, { change, group, ...telling }).flatMap((one) =>
        channelsOf(one, telling).map((channel): NoticeRow => {
          const { entry, after } = change;
          const ticket = ticketUrl(telling.publicUrl, after.no);
          const isSecret = channel !== 'desk' && carriesSecret(tell.notice);
          const language = 'person' in one ? one.person.language : 'zh-CN';
          // Whoever reads the inbox is logged in and answers the survey on the ticket.
          const links = { ticket, survey: isSecret ? linkPlaceholder : ticket };
          return {
            id: noticeId([after.no, String(entry.seq), tell.notice, nameOf(one), channel]),
            seq: entry.seq,
            kind: tell.notice,
            recipient: nameOf(one),
            channel,
            address: channel === 'desk' ? nameOf(one) : (addressOf(one) ?? ''),
            language,
            ...render(tell.notice, change, { language, links }),
            secret_link: isSecret ? surveyLink(change) : null,
            urgent: after.urgency === 'urgent',
            state: channel === 'desk' ? 'sent' : 'queued',
            at: timestamp(entry.at),
          };
        }),
      ),
    ),
  );
  return { notices, tokens };
};

const channelsOf = (one: Told, { smtpEnabled }: Telling): readonly NoticeRow['channel'][] => [
  ...('person' in one ? (['desk'] as const) : []),
  ...(smtpEnabled && addressOf(one) !== null ? (['smtp'] as const) : []),
];

const addressOf = (one: Told): string | null => ('person' in one ? one.person.email : one.address);

// The same notice has the same id however often its commit is tried.
const noticeId = (parts: readonly string[]): string => sha256(parts.join('\n')).toString('hex').slice(0, 32);
