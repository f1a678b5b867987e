import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { Policy } from '../../domain/policy.js';
import type { Language, Role } from '../../domain/words.js';
import { canonicalJson } from './canonical.js';

export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly staffNumber: string | null;
  readonly department: string;
  readonly roles: readonly Role[];
  readonly deputy: boolean;
  readonly active: boolean;
}

export interface KnownGroup {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  readonly lead: string | null;
  readonly deputyLead: string | null;
  readonly members: readonly string[];
  readonly version: number;
}

export interface PolicyVersion {
  readonly version: number;
  readonly name: string;
  readonly active: boolean;
  readonly author: string;
  readonly createdAt: Instant;
  readonly policy: Policy;
}

export interface InboxNotice {
  readonly id: string;
  readonly no: string;
  readonly seq: number;
  readonly kind: string;
  readonly subject: string;
  readonly body: string;
  readonly urgent: boolean;
  readonly at: Instant;
  readonly readAt: Instant | null;
}

export interface DeskReads {
  readonly people: () => Promise<readonly KnownPerson[]>;
  /** How a person is reached, for a form that they fill in themselves. */
  readonly contact: (
    person: string,
  ) => Promise<{ readonly extension: string | null; readonly email: string | null } | null>;
  readonly groups: () => Promise<readonly KnownGroup[]>;
  /** All versions, newest first. */
  readonly policies: () => Promise<readonly PolicyVersion[]>;
  /** Adds a version and, if wanted, makes it the active one; false when the version exists already. */
  readonly addPolicy: (added: {
    readonly policy: Policy;
    readonly active: boolean;
    readonly author: string;
    readonly now: Instant;
  }) => Promise<boolean>;
  /** A person's notices, newest first. */
  readonly inbox: (
    person: string,
    asked: { readonly unread: boolean; readonly limit: number },
  ) => Promise<readonly InboxNotice[]>;
  /** False when there is no such notice in the person's inbox. */
  readonly markRead: (person: string, id: string) => Promise<boolean>;
}

const groupsSql = `select id, name_zh, name_en, lead, deputy_lead, version,
    array(select person_id from membership where group_id = g.id order by person_id) as members
  from desk_group g order by id`;

interface GroupRow {
  readonly id: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly lead: string | null;
  readonly deputy_lead: string | null;
  readonly members: readonly string[];
  readonly version: number;
}

export const createDeskReads = (pool: Pool): DeskReads => ({
  people: async () => {
    const { rows } = await pool.query<KnownPerson>(
      `select id, name, staff_number as "staffNumber", department, roles, deputy, active from person order by id`,
    );
    return rows;
  },
  contact: async (person) => {
    const { rows } = await pool.query<{ extension: string | null; email: string | null }>(
      'select extension, email from person where id = $1',
      [person],
    );
    return rows[0] ?? null;
  },
  groups: async () => {
    const { rows } = await pool.query<GroupRow>(groupsSql);
    return rows.map(({ id, name_zh, name_en, lead, deputy_lead, members, version }) => ({
      id,
      name: { 'zh-CN': name_zh, en: name_en },
      lead,
      deputyLead: deputy_lead,
      members,
      version,
    }));
  },
  policies: async () => {
    const { rows } = await pool.query<PolicyVersion>(
      `select version, name, active, author, created_at as "createdAt", body as policy
       from policy order by version desc`,
    );
    return rows;
  },
  addPolicy: async ({ policy, active, author, now }) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rowCount } = await client.query(
        `insert into policy (version, name, body, active, author, created_at)
         values ($1, $2, $3::jsonb, false, $4, $5) on conflict do nothing`,
        [policy.version, policy.name, canonicalJson(policy), author, new Date(now)],
      );
      if (rowCount === 1 && active) {
        await client.query('update policy set active = false where active');
        await client.query('update policy set active = true where version = $1', [policy.version]);
      }
      await client.query('commit');
      return rowCount === 1;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  },
  inbox: async (person, { unread, limit }) => {
    const { rows } = await pool.query<InboxNotice>(
      `select id, no, seq, kind, subject, body, urgent, at, read_at as "readAt" from notice
       where recipient = $1 and channel = 'desk' and (not $2 or read_at is null)
       order by at desc, id desc limit $3`,
      [person, unread, limit],
    );
    return rows;
  },
  markRead: async (person, id) => {
    const { rowCount } = await pool.query(
      `update notice set read_at = coalesce(read_at, now())
       where id = $2 and recipient = $1 and channel = 'desk'`,
      [person, id],
    );
    return rowCount === 1;
  },
});
