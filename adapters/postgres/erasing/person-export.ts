import type { Pool } from 'pg';

/** Everything of one person that the desk keeps, and nothing of others; null where there is no such person. */
export type PersonExport = (person: string) => Promise<Readonly<Record<string, unknown>> | null>;

// Texts of others are theirs: of a ticket its own intake and fate, of its log what this person wrote.
const exportSql = `select jsonb_build_object(
  'person', (select to_jsonb(p) - 'version' from person p where id = $1),
  'identities', (select coalesce(jsonb_agg(jsonb_build_object('issuer', issuer, 'subject', subject,
      'linkedAt', linked_at, 'seenAt', seen_at) order by linked_at), '[]') from identity where person = $1),
  'groups', (select coalesce(jsonb_agg(group_id order by group_id), '[]') from membership where person_id = $1),
  'preferences', (select body from notice_preference where person_id = $1),
  'tickets', (select coalesce(jsonb_agg(jsonb_build_object('no', no, 'acceptedAt', accepted_at,
      'resolvedAt', resolved_at, 'stage', stage, 'type', type, 'urgency', urgency, 'intake', intake) order by no), '[]')
    from ticket where reporter = $1),
  'entries', (select coalesce(jsonb_agg(jsonb_build_object('no', no, 'seq', seq, 'at', at, 'action', action,
      'clause', clause, 'role', by_role, 'input', content -> 'input') order by no, seq), '[]')
    from entry where by_id = $1 and action is not null),
  'notices', (select coalesce(jsonb_agg(jsonb_build_object('no', no, 'kind', kind, 'channel', channel,
      'address', address, 'at', at, 'state', state, 'sentAt', sent_at, 'readAt', read_at) order by at, id), '[]')
    from notice where recipient = $1),
  'files', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'size', size, 'type', type,
      'sha256', sha256, 'at', at) order by at, id), '[]') from upload where by_id = $1),
  'articles', (select coalesce(jsonb_agg(id order by id), '[]') from article where handler = $1),
  'readings', (select coalesce(jsonb_agg(jsonb_build_object('at', at, 'asRole', as_role, 'what', what, 'no', no)
      order by id), '[]') from access_log where whose = $1),
  'erasures', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'at', at) order by at), '[]')
    from erasure where person = $1)
) as everything where exists (select from person where id = $1)`;

export const createPersonExport =
  (pool: Pool): PersonExport =>
  async (person) => {
    const { rows } = await pool.query<{ everything: Readonly<Record<string, unknown>> }>(exportSql, [person]);
    return rows[0]?.everything ?? null;
  };
