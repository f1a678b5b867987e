import type { Pool, PoolClient } from 'pg';
import { recordChange } from './admin-log.js';
import type { KnownGroup } from './read-desk.js';
import type { Editor } from './revisions.js';
import { transaction } from './transaction.js';

/** A group as an administrator writes it; people are ids. */
export type GroupInput = Pick<KnownGroup, 'name' | 'lead' | 'deputyLead' | 'members'>;

export type GroupWritten =
  | { readonly state: 'done'; readonly version: number }
  | { readonly state: 'stale'; readonly version: number }
  | { readonly state: 'exists' }
  | { readonly state: 'absent' }
  /** These people are not there, or are disabled. */
  | { readonly state: 'unknown-people'; readonly people: readonly string[] };

export interface GroupStore {
  readonly addGroup: (id: string, group: GroupInput, by: string) => Promise<GroupWritten>;
  readonly setGroup: (id: string, group: GroupInput, editor: Editor) => Promise<GroupWritten>;
}

export const createGroupStore = (pool: Pool): GroupStore => ({
  addGroup: async (id, group, by) =>
    await transaction(pool, async (client) => {
      const unknown = await unknownIn(client, group);
      if (unknown.length > 0) return { state: 'unknown-people', people: unknown };
      const { rowCount } = await client.query(
        'insert into desk_group (id, name_zh, name_en) values ($1, $2, $3) on conflict do nothing',
        [id, group.name['zh-CN'], group.name.en],
      );
      if (rowCount !== 1) return { state: 'exists' };
      await fill(client, { id, group, version: 1 });
      await recordChange(client, {
        by,
        action: 'add-group',
        kind: 'group',
        subject: id,
        before: null,
        after: group,
      });
      return { state: 'done', version: 1 };
    }),
  setGroup: async (id, group, { by, ifVersion }) =>
    await transaction(pool, async (client) => {
      const { rows } = await client.query<GroupInput & { version: number }>(
        `select version, jsonb_build_object('zh-CN', name_zh, 'en', name_en) as name, lead, deputy_lead as "deputyLead",
           array(select person_id from membership where group_id = id order by person_id) as members
         from desk_group where id = $1 for update`,
        [id],
      );
      if (rows[0] === undefined) return { state: 'absent' };
      const { version, ...before } = rows[0];
      if (ifVersion !== undefined && ifVersion !== version) return { state: 'stale', version };
      const unknown = await unknownIn(client, group);
      if (unknown.length > 0) return { state: 'unknown-people', people: unknown };
      await fill(client, { id, group, version: version + 1 });
      await recordChange(client, {
        by,
        action: 'change-group',
        kind: 'group',
        subject: id,
        before,
        after: group,
      });
      return { state: 'done', version: version + 1 };
    }),
});

const unknownIn = async (
  client: PoolClient,
  { lead, deputyLead, members }: GroupInput,
): Promise<readonly string[]> => {
  const named = [...new Set([...members, lead, deputyLead].filter((person) => person !== null))];
  const { rows } = await client.query<{ id: string }>('select id from person where active and id = any($1)', [
    named,
  ]);
  return named.filter((person) => !rows.some(({ id }) => id === person));
};

const fill = async (
  client: PoolClient,
  { id, group, version }: { readonly id: string; readonly group: GroupInput; readonly version: number },
): Promise<void> => {
  const { name, lead, deputyLead, members } = group;
  await client.query(
    'update desk_group set name_zh = $2, name_en = $3, lead = $4, deputy_lead = $5, version = $6 where id = $1',
    [id, name['zh-CN'], name.en, lead, deputyLead, version],
  );
  await client.query('delete from membership where group_id = $1 and person_id <> all($2)', [id, members]);
  await client.query(
    'insert into membership (group_id, person_id) select $1, unnest($2::text[]) on conflict do nothing',
    [id, members],
  );
};
