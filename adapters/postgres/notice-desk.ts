import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { NoticeName } from '../../domain/notices.js';
import type { Preference } from '../../domain/preferences.js';
import type { Template } from '../../domain/templates.js';
import type { Language } from '../../domain/words.js';
import { recordChange } from './admin-log.js';
import { linkPlaceholder } from './notice-rows.js';
import type { Editor, Revised } from './revisions.js';
import { transaction } from './transaction.js';

export interface StoredTemplate extends Template {
  readonly notice: NoticeName;
  readonly language: Language;
  readonly changedBy: string;
  readonly changedAt: Instant;
  readonly version: number;
}

/** A notice that did not arrive for certain. */
export interface Undelivered {
  readonly id: string;
  readonly no: string;
  readonly kind: string;
  readonly recipient: string;
  readonly channel: string;
  readonly state: 'failed' | 'unknown';
  readonly reason: string | null;
  readonly attempts: number;
  readonly at: Instant;
}

export interface NoticeDesk {
  readonly preference: (
    person: string,
  ) => Promise<{ readonly preference: Preference; readonly language: Language }>;
  readonly setPreference: (
    person: string,
    set: { readonly preference: Preference; readonly language: Language | undefined },
  ) => Promise<void>;
  readonly templates: () => Promise<readonly StoredTemplate[]>;
  /** Puts a text of ours in the place of the built-in one, which is version 0, or removes it again. */
  readonly setTemplate: (
    place: { readonly notice: NoticeName; readonly language: Language },
    template: Template | null,
    editor: Editor,
  ) => Promise<Revised<null>>;
  /** Newest first. */
  readonly undelivered: (limit: number) => Promise<readonly Undelivered[]>;
  /**
   * Queues a notice again that failed, or of which nobody knows. `gone`: its secret link is no longer there;
   * `not-undelivered`: it is on its way or has arrived.
   */
  readonly resend: (
    no: string | null,
    id: string,
    by: string,
  ) => Promise<'queued' | 'absent' | 'gone' | 'not-undelivered'>;
}

const templatesSql = `select notice, language, subject, body, changed_by as "changedBy", changed_at as "changedAt", version
  from notice_template`;

export const createNoticeDesk = (pool: Pool): NoticeDesk => ({
  preference: async (person) => {
    const { rows } = await pool.query<{ body: Preference | null; language: Language }>(
      'select p.body, person.language from person left join notice_preference p on p.person_id = id where id = $1',
      [person],
    );
    return { preference: rows[0]?.body ?? {}, language: rows[0]?.language ?? 'zh-CN' };
  },
  setPreference: async (person, { preference, language }) => {
    await transaction(pool, async (client) => {
      await client.query(
        `insert into notice_preference (person_id, body) values ($1, $2)
         on conflict (person_id) do update set body = excluded.body`,
        [person, preference],
      );
      if (language !== undefined)
        await client.query('update person set language = $2 where id = $1', [person, language]);
    });
  },
  templates: async () => (await pool.query<StoredTemplate>(`${templatesSql} order by notice, language`)).rows,
  setTemplate: async ({ notice, language }, template, { by, ifVersion }) =>
    await transaction(pool, async (client) => {
      // Changes of texts come one after the other: where none of ours stands there is no row to lock.
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['steadydesk template']);
      const place = [notice, language];
      const where = 'where notice = $1 and language = $2';
      const { rows } = await client.query<StoredTemplate>(`${templatesSql} ${where}`, place);
      const [stored] = rows;
      const version = stored?.version ?? 0;
      if (ifVersion !== undefined && ifVersion !== version) return { state: 'stale', version };
      const put =
        template === null
          ? await client.query<{ version: number }>(
              `delete from notice_template ${where} returning 0 as version`,
              place,
            )
          : await client.query<{ version: number }>(
              `insert into notice_template (notice, language, subject, body, changed_by) values ($1, $2, $3, $4, $5)
               on conflict (notice, language) do update set subject = excluded.subject, body = excluded.body,
                 changed_by = excluded.changed_by, changed_at = now(), version = default
               returning version`,
              [...place, template.subject, template.body, by],
            );
      await recordChange(client, {
        by,
        action: 'change-template',
        kind: 'template',
        subject: `${notice} ${language}`,
        before: stored === undefined ? null : { subject: stored.subject, body: stored.body },
        after: template,
      });
      return { state: 'done', version: put.rows[0]?.version ?? 0, result: null };
    }),
  undelivered: async (limit) => {
    const { rows } = await pool.query<Undelivered>(
      `select id, coalesce(no, '') as no, kind, recipient, channel, state, reason, attempts, at from notice
       where state in ('failed', 'unknown') order by at desc, id limit $1`,
      [limit],
    );
    return rows;
  },
  resend: async (no, id, by) =>
    await transaction(pool, async (client) => {
      const { rows } = await client.query<{ state: string; gone: boolean; channel: string }>(
        `select state, channel, secret_link is null and strpos(body, $3) > 0 as gone from notice
         where ($1::text is null or no = $1) and id = $2 and channel <> 'desk' for update`,
        [no, id, linkPlaceholder],
      );
      const [notice] = rows;
      if (notice === undefined) return 'absent';
      if (notice.state !== 'failed' && notice.state !== 'unknown') return 'not-undelivered';
      if (notice.gone) return 'gone';
      await client.query(
        `update notice set state = 'queued', next_at = now(), reason = null, resent_by = $2, backup = false where id = $1`,
        [id, by],
      );
      await client.query('select pg_notify($1, $2)', ['desk_notice', notice.channel]);
      return 'queued';
    }),
});
