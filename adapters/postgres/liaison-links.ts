import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import { recordChange } from './admin-log.js';
import { liaisonUrl } from './desk-links.js';
import { linkPlaceholder, tokenHash } from './notice-rows.js';
import { transaction } from './transaction.js';

/** Which escalation of which ticket a link is for. */
export interface Escalated {
  readonly no: string;
  readonly nth: number;
}

/** A link that is still good. */
export interface OpenLink extends Escalated {
  readonly person: string;
  readonly expiresAt: Instant;
}

export interface LiaisonLink {
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  readonly withdrawnAt: Instant | null;
}

export interface LiaisonLinks {
  /** What a link's token is for, unless it has expired or was withdrawn; looked up by hash. */
  readonly byToken: (token: string) => Promise<OpenLink | null>;
  /** The newest link of an escalation. */
  readonly newest: (of: Escalated) => Promise<LiaisonLink | null>;
  readonly withdraw: (of: Escalated, by: string) => Promise<void>;
  /** Sends the notice of the approval again with a new link in the place of all earlier ones; false if it has no way. */
  readonly renew: (
    of: Escalated & { readonly person: string },
    sent: { readonly publicUrl: string; readonly expiresAt: Instant; readonly by: string },
  ) => Promise<boolean>;
}

export const createLiaisonLinks = (pool: Pool): LiaisonLinks => ({
  byToken: async (token) => {
    const { rows } = await pool.query<OpenLink>(
      `select no, nth, person, expires_at as "expiresAt" from liaison_link
       where token_hash = $1 and expires_at > now() and withdrawn_at is null`,
      [tokenHash(token)],
    );
    return rows[0] ?? null;
  },
  newest: async ({ no, nth }) => {
    const { rows } = await pool.query<LiaisonLink>(
      `select made_at as "madeAt", expires_at as "expiresAt", withdrawn_at as "withdrawnAt" from liaison_link
       where no = $1 and nth = $2 order by made_at desc limit 1`,
      [no, nth],
    );
    return rows[0] ?? null;
  },
  withdraw: async ({ no, nth }, by) => {
    await transaction(pool, async (client) => {
      const { rows } = await client.query<{ person: string }>(
        `update liaison_link set withdrawn_at = now(), withdrawn_by = $3
         where no = $1 and nth = $2 and withdrawn_at is null returning person`,
        [no, nth, by],
      );
      const [ended] = rows;
      if (ended === undefined) return;
      const before = { liaison: ended.person, escalation: nth };
      await recordChange(client, {
        by,
        action: 'withdraw-liaison-link',
        kind: 'ticket',
        subject: no,
        before,
        after: null,
      });
    });
  },
  renew: async ({ no, nth, person }, { publicUrl, expiresAt, by }) =>
    await transaction(pool, async (client) => {
      const token = randomBytes(24).toString('base64url');
      const { rows } = await client.query<{ channel: string; seq: number }>(
        `update notice set state = 'queued', next_at = now(), reason = null, sent_at = null, secret_link = $4
         where no = $1 and recipient = $2 and channel <> 'desk' and strpos(body, $3) > 0 and seq = (
           select max(seq) from notice where no = $1 and recipient = $2 and kind = 'escalation-approved')
         returning channel, seq`,
        [no, person, linkPlaceholder, liaisonUrl(publicUrl, token)],
      );
      if (rows[0] === undefined) return false;
      await client.query('delete from liaison_link where no = $1 and nth = $2', [no, nth]);
      await client.query(
        `insert into liaison_link (token_hash, no, seq, person, nth, expires_at)
         values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))`,
        [tokenHash(token), no, rows[0].seq, person, nth, expiresAt],
      );
      await recordChange(client, {
        by,
        action: 'send-liaison-link',
        kind: 'ticket',
        subject: no,
        before: null,
        after: { liaison: person, escalation: nth, expiresAt },
      });
      for (const channel of new Set(rows.map((row) => row.channel)))
        await client.query('select pg_notify($1, $2)', ['desk_notice', channel]);
      return true;
    }),
});
