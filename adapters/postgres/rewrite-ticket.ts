import type { PoolClient } from 'pg';
import type { Intake } from '../../domain/register.js';
import { canonicalJson } from './canonical.js';
import type { StoredState, TicketColumns } from './ticket-state.js';
import { ticketColumnNames, ticketColumnsSql } from './write.js';

const names = [...ticketColumnNames, 'state', 'head_hash', 'intake', 'search'];

const rewriteSql = `
  insert into ticket (no, ${names.join(', ')})
  select $1, ${ticketColumnNames.map((name) => `r.${name}`).join(', ')}, $3::jsonb, decode($4, 'hex'), $5::jsonb,
    array_to_tsvector($6::text[])
  from ${ticketColumnsSql}
  on conflict (no) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}, updated_at = now()`;

/** Writes a ticket's row as its log has it, whatever the row said before; within the caller's transaction. */
export const rewriteTicket = async (
  client: PoolClient,
  rebuilt: {
    readonly no: string;
    readonly row: TicketColumns;
    readonly state: StoredState;
    /** Hexadecimal. */
    readonly headHash: string;
    readonly intake: Intake;
    readonly searchWords: readonly string[];
  },
): Promise<void> => {
  await client.query(rewriteSql, [
    rebuilt.no,
    canonicalJson(rebuilt.row),
    canonicalJson(rebuilt.state),
    rebuilt.headHash,
    canonicalJson(rebuilt.intake),
    rebuilt.searchWords,
  ]);
};
