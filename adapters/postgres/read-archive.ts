import type { Pool } from 'pg';
import type { Instant } from '../../domain/instant.js';
import type { archiveRecord } from './archive-record.js';

export type ArchiveRecord = ReturnType<typeof archiveRecord>;

/** An archive record as it was made; `hash` is SHA-256 of its canonical JSON. */
export interface ArchivedTicket {
  readonly id: string;
  readonly no: string;
  readonly nth: number;
  readonly hash: string;
  readonly madeAt: Instant;
  readonly body: ArchiveRecord;
}

export interface ArchiveReads {
  /** The newest record of a ticket; null when it was never archived. */
  readonly archived: (no: string) => Promise<ArchivedTicket | null>;
}

export const createArchiveReads = (pool: Pool): ArchiveReads => ({
  archived: async (no) => {
    const { rows } = await pool.query<ArchivedTicket>(
      `select id, no, nth, hash, made_at as "madeAt", body from archive where no = $1 order by nth desc limit 1`,
      [no],
    );
    return rows[0] ?? null;
  },
});
