import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { Intake } from '../../domain/register.js';
import type { RoutingRule } from '../../domain/routing.js';
import { revise, revisionOf, type Editor, type Revised } from './revisions.js';
import { createRosterStore, type OnDutyPerson } from './roster.js';

/**
 * SQL for the first rule that fits a ticket, as a row (position, group_id) or none; the arguments are SQL expressions,
 * `text` in lower case (§2.2.1).
 */
export const firstRuleSql = ({
  type,
  department,
  text,
}: {
  readonly type: string;
  readonly department: string;
  readonly text: string;
}): string => `
  select position, group_id from routing_rule
  where (type is null or type = ${type}) and (department is null or department = ${department})
    and (words = '{}' or exists (select from unnest(words) word where strpos(${text}, lower(word)) > 0))
  order by position limit 1`;

/** What the rules look for words in. */
export const routedText = ({ description }: Pick<Intake, 'description'>): string =>
  `${description.symptom}\n${description.impact}`.toLowerCase();

export interface Routing {
  readonly rules: readonly RoutingRule[];
  readonly version: number;
}

/** Where a ticket would go: the rule's place in the list from 1, and who is on duty there, fewest open duties first. */
export interface Routed {
  readonly position: number;
  readonly rule: RoutingRule;
  readonly onDuty: readonly OnDutyPerson[];
}

export interface RoutingStore {
  readonly routing: () => Promise<Routing>;
  /** Puts these rules in the place of all there were. */
  readonly setRouting: (rules: readonly RoutingRule[], editor: Editor) => Promise<Revised<number>>;
  /** By the very rule that intake follows; null where no rule fits. */
  readonly tryRouting: (sent: Intake, at: Instant) => Promise<Routed | null>;
}

export const createRoutingStore = (pool: Pool): RoutingStore => {
  const roster = createRosterStore(pool);
  const read = async (
    from: Pick<Pool, 'query'>,
  ): Promise<readonly (RoutingRule & { position: number })[]> => {
    const { rows } = await from.query<RoutingRule & { position: number }>(
      'select position, type, words, department, group_id as "group" from routing_rule order by position',
    );
    return rows;
  };
  return {
    routing: async () => ({
      rules: (await read(pool)).map(withoutPosition),
      version: await revisionOf(pool, 'routing'),
    }),
    setRouting: async (rules, editor) =>
      await revise(pool, { name: 'routing', ...editor }, async (client) => {
        const before = (await read(client)).map(withoutPosition);
        await client.query('delete from routing_rule');
        await client.query(
          `insert into routing_rule (position, type, words, department, group_id)
           select ordinality, rule ->> 'type', array(select jsonb_array_elements_text(rule -> 'words')),
             rule ->> 'department', rule ->> 'group'
           from jsonb_array_elements($1::jsonb) with ordinality as r(rule, ordinality)`,
          [JSON.stringify(rules)],
        );
        return {
          action: 'set-routing',
          subject: 'routing',
          before: { rules: before },
          after: { rules },
          result: rules.length,
        };
      }),
    tryRouting: async (sent, at) => {
      const { rows } = await pool.query<{ position: number; group_id: string }>(
        firstRuleSql({ type: '$1', department: '$2', text: '$3' }),
        [sent.type, sent.reporter.department, routedText(sent)],
      );
      const found = rows[0];
      const rule = (await read(pool)).find(({ position }) => position === found?.position);
      if (found === undefined || rule === undefined) return null;
      return {
        position: found.position,
        rule: withoutPosition(rule),
        onDuty: await roster.onDuty(at, found.group_id),
      };
    },
  };
};

const withoutPosition = ({ position: _position, ...rule }: RoutingRule & { position: number }): RoutingRule =>
  rule;
