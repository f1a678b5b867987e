import type { Pool } from 'pg';
import type { GapsFound } from '../../activities/ports.js';
import { leavingText } from '../../domain/leaving.js';
import { renderWith, readableTime } from '../../domain/render.js';
import { waysTo } from '../../domain/ways.js';
import type { Language } from '../../domain/words.js';
import { sha256 } from './canonical.js';
import { rosterUrl } from './desk-links.js';
import { leadOf, peopleToTellSql, type PeopleToTell, type Reachable } from './people-to-tell.js';
import { timestamp } from './pool.js';
import { transaction } from './transaction.js';

const notice = 'roster-gap';
/** A text names so many gaps and then how many more there are. */
const mostNamed = 10;

export interface GapTelling {
  /** Base of the link, without a slash at its end. */
  readonly publicUrl: string;
  readonly smtpEnabled: boolean;
}

/** Tells each group's lead of the gaps found ahead, once a look however often it is tried: in the inbox and by their ways. */
export const createGapNotices =
  (pool: Pool, telling: GapTelling) =>
  async (found: readonly GapsFound[], now: number): Promise<void> => {
    if (found.length === 0) return;
    await transaction(pool, async (client) => {
      const { rows } = await client.query<{ known: PeopleToTell; names: Readonly<Record<string, Names>> }>(
        `select ${peopleToTellSql(`'{}'::text[]`)} as known,
           (select jsonb_object_agg(id, jsonb_build_object('zh-CN', name_zh, 'en', name_en)) from desk_group) as names`,
      );
      const [row] = rows;
      if (row === undefined) return;
      const told = found.flatMap((gaps) =>
        leadOf(row.known, gaps.group).flatMap((person) =>
          rowsFor(person, { gaps, now, known: row.known, name: row.names[gaps.group], ...telling }),
        ),
      );
      await client.query(
        `with told as (
           insert into notice (id, seq, kind, recipient, channel, address, language, subject, body, urgent, state, at,
             sent_at, next_at)
           select id, 0, '${notice}', recipient, channel, address, language, subject, body, false, state, at,
             case when state = 'sent' then at end, now() + make_interval(secs => delay_ms / 1000.0)
           from jsonb_to_recordset($1::jsonb) as n(id text, recipient text, channel text, address text, language text,
             subject text, body text, state text, at timestamptz, delay_ms float8)
           on conflict (id) do nothing returning channel, state)
         select count(pg_notify('desk_notice', channel)) from (select distinct channel from told where state = 'queued') q`,
        [JSON.stringify(told)],
      );
    });
  };

type Names = Readonly<Record<Language, string>>;

interface About extends GapTelling {
  readonly gaps: GapsFound;
  readonly now: number;
  readonly known: PeopleToTell;
  readonly name: Names | undefined;
}

const rowsFor = (person: Reachable, about: About): readonly object[] => {
  const { gaps, now, known, name, publicUrl, smtpEnabled } = about;
  const link = rosterUrl(publicUrl);
  const text = (language: Language) => {
    const group = name?.[language] ?? gaps.group;
    const template = known.templates.find((one) => one.notice === notice && one.language === language);
    return {
      group,
      ...renderWith(notice, { group, gaps: spansOf(gaps, language), link }, { language, template }),
    };
  };
  const rowOf = (
    channel: string,
    rest: {
      readonly address: string;
      readonly subject: string;
      readonly body: string;
      readonly state: string;
      readonly delay_ms: number;
    },
  ): object => ({
    id: sha256([notice, gaps.group, String(now), person.id, channel].join('\n'))
      .toString('hex')
      .slice(0, 32),
    recipient: person.id,
    channel,
    language: person.language,
    at: timestamp(now),
    ...rest,
  });
  const { group, subject, body } = text(person.language);
  const ways = waysTo({
    notice,
    urgent: false,
    group: gaps.group,
    person,
    isReporter: false,
    email: smtpEnabled ? person.email : null,
    preference: person.preference ?? null,
    channels: known.channels,
    at: now,
    nextAfterMs: 0,
  });
  return [
    rowOf('desk', { address: person.id, subject, body, state: 'sent', delay_ms: 0 }),
    ...ways.map(({ channel, address, delayMs }) =>
      channel === 'smtp'
        ? rowOf('smtp', { address, subject, body, state: 'queued', delay_ms: delayMs })
        : rowOf(channel.id, {
            address,
            state: 'queued',
            delay_ms: delayMs,
            ...leavingText(
              { number: '', level: '', link, notice: subject, type: '', stage: '', group, text: body },
              { fields: channel.fields, language: person.language },
            ),
          }),
    ),
  ];
};

const spansOf = ({ spans }: GapsFound, language: Language): string => {
  const named = spans
    .slice(0, mostNamed)
    .map(({ from, to }) => `${readableTime(from)} – ${readableTime(to)}`)
    .join(language === 'zh-CN' ? '；' : '; ');
  const more = spans.length - mostNamed;
  if (more <= 0) return named;
  return language === 'zh-CN' ? `${named}；以及另外 ${more} 处` : `${named}; and ${more} more`;
};
