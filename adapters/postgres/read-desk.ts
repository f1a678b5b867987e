import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { Language, Role } from '../../domain/words.js';

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
  inbox: async (person, { unread, limit }) => {
    const { rows } = await pool.query<InboxNotice>(
      `select id, coalesce(no, '') as no, seq, kind, subject, body, urgent, at, read_at as "readAt" from notice
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
