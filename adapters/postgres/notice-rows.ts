import { randomBytes } from 'node:crypto';
import { channelKindRows, isServed, type KnownChannel, type Serving } from '../../domain/channels.js';
import type { Change } from '../../domain/duties.js';
import type { Tell } from '../../domain/entry.js';
import { leavingText } from '../../domain/leaving.js';
import { isSecret, type NoticeName } from '../../domain/notices.js';
import { render } from '../../domain/render.js';
import { parseSpan } from '../../domain/span.js';
import { waysTo, type Way } from '../../domain/ways.js';
import { stageLabels, typeLabels, urgencyLabels, type Language } from '../../domain/words.js';
import { sha256 } from './canonical.js';
import { liaisonUrl, surveyUrl, ticketUrl } from './desk-links.js';
import { nameOf, resolve, type PeopleToTell, type Reachable, type Told } from './people-to-tell.js';
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
  readonly channel: string;
  readonly address: string;
  readonly language: string;
  readonly subject: string;
  readonly body: string;
  readonly secret_link: string | null;
  readonly urgent: boolean;
  readonly state: 'queued' | 'sent' | 'unknown';
  readonly reason?: string;
  readonly at: string;
  /** From the commit on. */
  readonly delay_ms: number;
  readonly backup: boolean;
  readonly verified: boolean;
}

/** The token of a survey's link, or, with `person` and `nth`, of the link for the liaison of an escalation. */
export interface LinkTokenRow {
  readonly token_hash: string;
  readonly seq: number;
  readonly expires_at: string;
  readonly person?: string;
  readonly nth?: number;
}

/** How long a liaison's link lasts where its escalation does not end before; ours. */
export const liaisonLinkMs = 30 * 24 * 3_600_000;

/** What stands for a secret link in a stored body: the link itself is a secret and is put in on delivery. */
export const linkPlaceholder = '{surveyLink}';

/** SHA-256 of a link's token, the only form in which it is kept. */
export const tokenHash = (token: string): Buffer => sha256(token);

/** The notices of some entries, one row a person and channel, and the tokens of the secret links among them. */
export const noticeRows = (
  changes: readonly Change[],
  telling: Telling,
): { readonly notices: readonly NoticeRow[]; readonly tokens: readonly LinkTokenRow[] } => {
  const tokens: LinkTokenRow[] = [];
  const secretLink: MakeLink = (secret, { entry, after }) => {
    const token = randomBytes(24).toString('base64url');
    const base = { token_hash: tokenHash(token).toString('hex'), seq: entry.seq };
    if (secret === 'survey') {
      tokens.push({ ...base, expires_at: timestamp(after.survey?.expiresAt) });
      return surveyUrl(telling.publicUrl, token);
    }
    const { liaison, nth } = after.escalation ?? {};
    const expires_at = timestamp(entry.at + liaisonLinkMs);
    tokens.push({ ...base, expires_at, person: liaison?.id ?? '', nth: nth ?? 0 });
    return liaisonUrl(telling.publicUrl, token);
  };
  const group = changes.at(-1)?.after.group ?? null;
  const notices = changes.flatMap((change) =>
    change.entry.tell.flatMap((tell) => {
      const told = resolve(tell, { change, group, ...telling });
      const about = { change, tell, telling, group: change.after.group ?? group };
      return [
        ...told.flatMap((one) => rowsFor(one, about, secretLink)),
        ...telling.known.channels
          .filter((channel) => !channelKindRows[channel.kind].personal && !isSecret(tell.notice))
          .filter((channel) =>
            told.some((one) => 'person' in one && isServed(channel, servingOf(one.person, about))),
          )
          .map((channel) => groupRow(channel, about)),
      ];
    }),
  );
  return { notices, tokens };
};

interface About {
  readonly change: Change;
  readonly tell: Tell;
  readonly telling: Telling;
  readonly group: string | null;
}

const servingOf = (
  person: { readonly id: string; readonly roles: readonly string[] },
  { change: { after }, tell, group }: About,
): Serving => ({
  notice: tell.notice,
  urgent: after.urgency === 'urgent',
  group,
  person,
  isReporter: person.id === after.reporter,
});

/** How long an urgent notice waits for a reaction where the policy says nothing. */
const usualNextAfterMs = 120_000;

/** Whose secret the link of a notice is. */
type Secret = 'survey' | 'liaison';
type MakeLink = (secret: Secret, change: Change) => string;

/** A liaison who is nothing else here has no account to sign in with: a vendor's contact. */
const isOutside = ({ roles }: Reachable): boolean => roles.every((role) => role === 'liaison');

const secretOf = (person: Reachable | null, { tell, change: { after } }: About): Secret | null => {
  if (isSecret(tell.notice)) return 'survey';
  const isNamed = tell.notice === 'escalation-approved' && after.escalation?.liaison?.id === person?.id;
  return isNamed && person !== null && isOutside(person) ? 'liaison' : null;
};

const rowsFor = (one: Told, about: About, secretLink: MakeLink): readonly NoticeRow[] => {
  const { change, telling } = about;
  const { entry, after } = change;
  const person = 'person' in one ? one.person : null;
  const language = person?.language ?? 'zh-CN';
  const nextAfter = after.policy.notices?.nextChannelAfter;
  const ways: readonly Way[] = waysTo({
    ...servingOf(person ?? { id: nameOf(one), roles: [] }, about),
    isReporter: person === null || person.id === after.reporter,
    email: telling.smtpEnabled ? addressOf(one) : null,
    preference: person?.preference ?? null,
    channels: telling.known.channels,
    at: entry.at,
    nextAfterMs: nextAfter === undefined ? usualNextAfterMs : parseSpan(nextAfter).ms,
  });
  const base = { ...about, recipient: nameOf(one), language };
  const inbox =
    person === null
      ? []
      : [rowOf(base, { channel: 'desk', address: person.id, state: 'sent', ...rendered(base, null) })];
  const secret = secretOf(person, about);
  return [
    ...inbox,
    ...ways.map(({ channel, address, delayMs, backup }) => {
      const secret_link = secret === null ? null : secretLink(secret, change);
      return rowOf(base, {
        channel: channel === 'smtp' ? 'smtp' : channel.id,
        address,
        delay_ms: delayMs,
        backup,
        verified: channel !== 'smtp' || (person !== null && person.emailKnown !== false),
        secret_link,
        ...(channel === 'smtp' ? rendered(base, secret) : leaving(base, channel, secret)),
      });
    }),
  ];
};

interface Base extends About {
  readonly recipient: string;
  readonly language: Language;
}

const groupRow = (channel: KnownChannel, about: About): NoticeRow => {
  const base = { ...about, recipient: `#${channel.id}`, language: channel.language };
  return rowOf(base, { channel: channel.id, address: channel.id, ...leaving(base, channel, null) });
};

const rendered = (
  { change, tell, telling, language }: Base,
  secret: Secret | null,
): { readonly subject: string; readonly body: string } => {
  const ticket = ticketUrl(telling.publicUrl, change.after.no);
  const template = telling.known.templates.find(
    (one) => one.notice === tell.notice && one.language === language,
  );
  // Whoever reads the inbox is logged in and answers the survey on the ticket.
  const links = {
    ticket: secret === 'liaison' ? linkPlaceholder : ticket,
    survey: secret === 'survey' ? linkPlaceholder : ticket,
  };
  const { subject, body } = render(tell.notice, change, { language, links, template });
  return { subject: subject.replaceAll(linkPlaceholder, ticket), body };
};

/** The text of a chat or a program: only what its channel's allow list lets out (P2). */
const leaving = (
  base: Base,
  channel: KnownChannel,
  secret: Secret | null,
): { readonly subject: string; readonly body: string } => {
  const { change, telling, language } = base;
  const { after } = change;
  const { subject, body } = rendered(base, secret);
  return leavingText(
    {
      number: after.no,
      level: urgencyLabels[after.urgency][language],
      link: secret !== null ? linkPlaceholder : ticketUrl(telling.publicUrl, after.no),
      notice: subject,
      type: typeLabels[after.type][language],
      stage: stageLabels[after.stage][language],
      group: after.group ?? '',
      text: body,
    },
    { fields: channel.fields, language },
  );
};

const rowOf = (
  { change: { entry, after }, tell, recipient, language }: Base,
  rest: Pick<NoticeRow, 'channel' | 'address' | 'subject' | 'body'> & Partial<NoticeRow>,
): NoticeRow => ({
  id: noticeId([after.no, String(entry.seq), tell.notice, recipient, rest.channel]),
  seq: entry.seq,
  kind: tell.notice,
  recipient,
  language,
  secret_link: null,
  urgent: after.urgency === 'urgent',
  state: 'queued',
  at: timestamp(entry.at),
  delay_ms: 0,
  backup: false,
  verified: true,
  ...rest,
});

const addressOf = (one: Told): string | null => ('person' in one ? one.person.email : one.address);

// The same notice has the same id however often its commit is tried.
const noticeId = (parts: readonly string[]): string => sha256(parts.join('\n')).toString('hex').slice(0, 32);
