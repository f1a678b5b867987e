import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { Scope } from '../../domain/scopes.js';
import { recordChange } from './admin-log.js';
import { isTaken } from './taken.js';
import { transaction } from './transaction.js';

/** A program as administrators see it; its token is not among what they see. */
export interface ServiceAccount {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly prefix: string;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface ServiceAccounts {
  readonly list: () => Promise<readonly ServiceAccount[]>;
  /** The new account with its token, which nobody can read again; null where the name is taken. */
  readonly add: (account: {
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly expiresAt: Instant;
    readonly by: string;
  }) => Promise<{ readonly account: ServiceAccount; readonly token: string } | null>;
  readonly revoke: (id: string, by: string) => Promise<boolean>;
  /** Who the token speaks for; null for one that is unknown, expired or revoked. */
  readonly find: (token: string, now: Instant) => Promise<Pick<ServiceAccount, 'id' | 'scopes'> | null>;
}

const columns = `id, name, scopes, token_prefix as prefix, created_by as "createdBy", created_at as "createdAt",
  expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

/** `sd_`, eight characters that name it, and 256 bits that open it. */
export const serviceToken = /^sd_([a-z0-9]{8})_[A-Za-z0-9_-]{43}$/u;
const usedEveryMs = 60_000;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export const createServiceAccounts = (pool: Pool): ServiceAccounts => ({
  list: async () =>
    (await pool.query<ServiceAccount>(`select ${columns} from service_account order by created_at, id`)).rows,
  add: async ({ name, scopes, expiresAt, by }) => {
    const prefix = randomBytes(4).toString('hex');
    const token = `sd_${prefix}_${randomBytes(32).toString('base64url')}`;
    try {
      return await transaction(pool, async (client) => {
        const { rows } = await client.query<ServiceAccount>(
          `insert into service_account (id, name, scopes, token_prefix, token_hash, created_by, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
          [
            `sa-${randomBytes(6).toString('hex')}`,
            name,
            scopes,
            prefix,
            hashOf(token),
            by,
            new Date(expiresAt),
          ],
        );
        const account = rows[0];
        if (account === undefined) throw new Error('nothing was stored');
        await recordChange(client, {
          by,
          action: 'add-service-account',
          kind: 'service-account',
          subject: account.id,
          before: null,
          after: { name, scopes, prefix, expiresAt: new Date(expiresAt).toISOString() },
        });
        return { account, token };
      });
    } catch (error) {
      if (isTaken(error, 'service_account_name_key')) return null;
      throw error;
    }
  },
  revoke: async (id, by) =>
    await transaction(pool, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        'update service_account set revoked_at = now() where id = $1 and revoked_at is null returning name',
        [id],
      );
      if (rows[0] === undefined) return false;
      await recordChange(client, {
        by,
        action: 'revoke-service-account',
        kind: 'service-account',
        subject: id,
        before: { name: rows[0].name, revoked: false },
        after: { name: rows[0].name, revoked: true },
      });
      return true;
    }),
  find: async (token, now) => {
    const prefix = serviceToken.exec(token)?.[1];
    if (prefix === undefined) return null;
    const { rows } = await pool.query<ServiceAccount & { readonly hash: Buffer }>({
      name: 'find-service-account',
      text: `select ${columns}, token_hash as hash from service_account where token_prefix = $1`,
      values: [prefix],
    });
    const row = rows[0];
    if (row === undefined || !timingSafeEqual(row.hash, hashOf(token))) return null;
    if (row.revokedAt !== null || row.expiresAt <= now) return null;
    if (row.lastUsedAt === null || now - row.lastUsedAt > usedEveryMs)
      await pool.query('update service_account set last_used_at = $2 where id = $1', [row.id, new Date(now)]);
    return { id: row.id, scopes: row.scopes };
  },
});
