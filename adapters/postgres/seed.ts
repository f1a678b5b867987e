import type { Pool, PoolClient } from 'pg';
import { manualPolicy, policySchema } from '../../domain/policy.js';
import { articleBodySql } from './article-rows.js';
import { canonicalJson } from './canonical.js';
import { indexArticles } from './index-articles.js';
import { seedArticles, seedGroups, seedPeople, seedRules } from './seed-data.js';
import { transaction } from './transaction.js';

/**
 * Fills an empty desk with its policy, groups and routing and, unless it is told not to, with people for every role,
 * their roster and some articles; and brings the search index of articles up to date. A desk in production has its
 * own people: a ticket must not go to somebody who does not exist. Safe from two processes at once. Answers whether
 * it filled anything.
 */
export const seed = async (
  pool: Pool,
  { people = true }: { readonly people?: boolean } = {},
): Promise<boolean> => {
  return await transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['steadydesk seed']);
    const { rows } = await client.query<{ seeded: boolean }>('select exists (select from policy) as seeded');
    const isEmpty = rows[0]?.seeded === false;
    if (isEmpty && people) await fillPeople(client);
    if (isEmpty) await fillRules(client);
    if (isEmpty && people) await fillWork(client);
    await indexArticles(client);
    return isEmpty;
  });
};

const fillPeople = async (client: PoolClient): Promise<void> => {
  const people = seedPeople.map((person, i) => ({
    ...person,
    staff_number: `E${1001 + i}`,
    extension: `${8001 + i}`,
  }));
  await client.query(
    `insert into person (id, name, staff_number, department, extension, email, roles, deputy)
     select id, name, staff_number, department, extension, id || '@desk.example', roles, coalesce(deputy, false)
     from jsonb_to_recordset($1::jsonb) as p(id text, name text, staff_number text, department text, extension text,
       roles text[], deputy boolean)`,
    [JSON.stringify(people)],
  );
};

/** Groups are led by whoever of these people is there. */
const fillRules = async (client: PoolClient): Promise<void> => {
  await client.query(
    `insert into desk_group (id, name_zh, name_en, lead)
     select id, zh, en, (select person.id from jsonb_array_elements($2::jsonb) p join person on person.id = p ->> 'id'
       where p -> 'leads' ? g.id limit 1)
     from jsonb_to_recordset($1::jsonb) as g(id text, zh text, en text)`,
    [JSON.stringify(seedGroups), JSON.stringify(seedPeople)],
  );
  await client.query(
    `insert into routing_rule (position, type, words, group_id)
     select ordinality, rule ->> 'type', array(select jsonb_array_elements_text(rule -> 'words')), rule ->> 'group'
     from jsonb_array_elements($1::jsonb) with ordinality as r(rule, ordinality)`,
    [JSON.stringify(seedRules)],
  );
  await client.query(
    `insert into policy (version, name, body, active, author, created_at) values ($1, $2, $3::jsonb, true, 'system', now())`,
    [manualPolicy.version, manualPolicy.name, canonicalJson(policySchema.parse(manualPolicy))],
  );
};

/** Who works where, around the clock, and what is known already. */
const fillWork = async (client: PoolClient): Promise<void> => {
  await client.query(
    `insert into membership (group_id, person_id)
     select g, id from jsonb_to_recordset($1::jsonb) as p(id text, groups text[]), unnest(groups) g`,
    [JSON.stringify(seedPeople)],
  );
  await client.query(
    `insert into shift (group_id, person_id, starts_at)
     select group_id, person_id, '2020-01-01T00:00:00+08' from membership join person on person.id = person_id
     where 'engineer' = any (roles)`,
  );
  await client.query(
    `with learned as (
       insert into article (id, type, title, symptoms, solution, handler, updated_by)
       select 'KB-' || lpad(nextval('article_number')::text, 3, '0'), type, title, symptoms, solution, 'admin', 'admin'
       from jsonb_to_recordset($1::jsonb) as a(type text, title text, symptoms text, solution text)
       returning *
     )
     insert into article_version (id, version, by_id, change, body)
     select id, version, handler, 'created', ${articleBodySql} from learned`,
    [JSON.stringify(seedArticles)],
  );
};
