import type { Pool } from '../../adapters/postgres/pool.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import type { Entry } from '../../domain/entry.js';
import { evolve } from '../../domain/evolve.js';
import type { Ticket } from '../../domain/ticket.js';

/** The stored ticket moved on by some entries. */
export const goneOn = async (
  pool: Pool,
  { no, entries }: { readonly no: string; readonly entries: readonly Entry[] },
): Promise<Ticket> => {
  const stored = await createIntakes(pool, { publicUrl: '', smtpEnabled: false }).loadTicket(no);
  if (stored === null) throw new Error(`there is no ${no}`);
  return { ...entries.reduce(evolve, stored), ledger: [] };
};

/** An entry as another person would have brought it about. */
export const entryOf = (
  entry: Entry | undefined,
  {
    by,
    staffNumber,
    requestId,
  }: { readonly by: string; readonly staffNumber: string; readonly requestId: string },
): Entry => {
  if (entry === undefined) throw new Error('there is no entry');
  return { ...entry, by: { ...entry.by, id: by, staffNumber }, requestId, requestHash: '' };
};
