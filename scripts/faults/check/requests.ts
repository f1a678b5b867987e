import { requestIdOf } from '../../../api/request-id.js';
import type { Pool } from '../../../adapters/postgres/pool.js';
import type { Operation } from '../journal.js';
import type { Report } from './finding.js';
import type { Life } from './logs.js';

/** Acknowledged requests are in the log exactly once, unanswered ones at most once, refused ones not at all. */
export const checkActions = (
  operations: readonly Operation[],
  lives: readonly Life[],
  report: Report,
): void => {
  const counted = new Map<string, number>();
  for (const { no, entries } of lives)
    for (const { request_id } of entries)
      if (request_id !== null) {
        const name = `${no} ${request_id}`;
        counted.set(name, (counted.get(name) ?? 0) + 1);
      }
  for (const { who, action, key, no, outcome, status } of operations) {
    if (action === 'register' || no === null) continue;
    const times = counted.get(`${no} ${requestIdOf(who, no, key)}`) ?? 0;
    judge(outcome, times, (what) => report('request', no, `${action} by ${who} (${status}) ${what}`));
  }
};

/** The same for intakes: one ticket for each acknowledged key. */
export const checkIntakes = async (
  operations: readonly Operation[],
  pool: Pool,
  report: Report,
): Promise<void> => {
  const { rows } = await pool.query<{ caller: string; key: string; no: string }>(
    'select caller, key, no from intake_request',
  );
  const byKey = new Map(rows.map(({ caller, key, no }) => [`${caller} ${key}`, no]));
  for (const { who, action, key, no, outcome, status } of operations) {
    if (action !== 'register') continue;
    const stored = byKey.get(`${who} ${key}`);
    if (outcome === 'ok' && stored !== no)
      report('intake', no ?? key, `acknowledged as ${no}, stored as ${stored}`);
    else judge(outcome, stored === undefined ? 0 : 1, (what) => report('intake', key, `(${status}) ${what}`));
  }
};

const judge = (outcome: Operation['outcome'], times: number, say: (what: string) => void): void => {
  if (outcome === 'ok' && times !== 1) say(`was acknowledged and is in the log ${times} times`);
  if (outcome === 'refused' && times !== 0) say(`was refused and is in the log ${times} times`);
  if (outcome === 'unknown' && times > 1) say(`is in the log ${times} times`);
};
