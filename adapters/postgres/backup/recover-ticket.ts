import type { Pool } from 'pg';
import type { Author } from '../../../domain/entry.js';
import { register, type Intake } from '../../../domain/register.js';
import type { Ticket } from '../../../domain/ticket.js';
import { genesis } from '../canonical.js';
import { outcomeRows } from '../outcome-rows.js';
import { createPolicies } from '../policies.js';
import { refold } from '../refold.js';
import { intakeWords } from '../search-words.js';
import { columnsOf, isSameTicket, packState } from '../ticket-state.js';
import { transaction } from '../transaction.js';
import { entryRows, writeIntake } from '../write.js';

/** Stands where a text was that only the lost database had. */
export const lostText = '（原文在恢复中遗失 · lost before the restore）';

/**
 * Stores a ticket that only its run knows of, as its run began with it: what was said at intake is not in a run, so its
 * texts are {@link lostText}. Nobody is told of it again. False when the run did not begin with a registration.
 */
export const recoverTicket = async (pool: Pool, start: Ticket): Promise<boolean> => {
  const person = await personOf(pool, start.reporter);
  const sent: Intake = {
    channel: start.channel,
    reporter: {
      name: person?.name ?? lostText,
      department: person?.department ?? lostText,
      extension: person?.extension ?? undefined,
      email: person?.email ?? undefined,
    },
    description: {
      symptom: lostText,
      occurredAt: new Date(start.acceptedAt).toISOString(),
      impact: lostText,
      attempted: lostText,
    },
    type: start.type,
    urgency: start.urgency,
    readBack: { confirmed: true },
  };
  const by: Author =
    start.takenBy === null
      ? { id: start.reporter ?? 'system', staffNumber: null, role: 'reporter' }
      : { ...start.takenBy, role: 'agent' };
  const { ticket, entries } = register({
    no: start.no,
    sent,
    by,
    reporter: start.reporter,
    policy: start.policy,
    now: start.acceptedAt,
    route: start.group === null ? null : { group: start.group, assignee: start.assignee },
  });
  if (!isSameTicket({ ...ticket, rules: start.rules }, start)) return false;
  const untold = entries.map((entry) => ({ ...entry, tell: [] }));
  const changes = refold(
    untold.map((entry) => ({ entry, rules: start.rules })),
    start.policy,
  );
  const { rows, head: headHash } = entryRows(changes, genesis);
  await transaction(pool, async (client) => {
    await client.query(
      `insert into policy (version, name, body, active, author, created_at)
       values ($1, $2, $3, false, 'system', now()) on conflict (version) do nothing`,
      [start.policy.version, start.policy.name, JSON.stringify(start.policy)],
    );
    await writeIntake(
      client,
      {
        no: start.no,
        headHash,
        notices: [],
        tokens: [],
        entries: rows,
        row: columnsOf(start),
        state: await packState(start, createPolicies(client)),
        lateness: [],
        outcomes: outcomeRows(changes),
        knowledge: { learned: [], used: [] },
        attached: [],
        archive: null,
      },
      { intake: sent, searchWords: intakeWords(start.no, sent), request: null },
    );
    await client.query('delete from unstarted where no = $1', [start.no]);
  });
  return true;
};

interface Particulars {
  readonly name: string;
  readonly department: string;
  readonly extension: string | null;
  readonly email: string | null;
}

const personOf = async (pool: Pool, id: string | null): Promise<Particulars | null> => {
  const { rows } = await pool.query<Particulars>(
    'select name, department, extension, email from person where id = $1',
    [id],
  );
  return rows[0] ?? null;
};
