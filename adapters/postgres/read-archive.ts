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

/** A signed bundle of a ticket's archive; what was withdrawn by law is no longer there. */
export interface StoredBundle {
  readonly nth: number;
  /** The archive record that it holds. */
  readonly record: number;
  readonly sha256: string;
  readonly size: number;
  readonly files: number;
  /** Id of the key that signed it. */
  readonly key: string;
  readonly madeAt: Instant;
  readonly withdrawnAt: Instant | null;
  readonly withdrawnWhy: string | null;
}

/** A bundle that is still to be made. */
export interface PendingBundle {
  readonly since: Instant;
  readonly attempts: number;
  /** Why it could not be made yet. */
  readonly trouble: string | null;
}

export interface StoredArchiveKey {
  readonly id: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer;
  readonly since: Instant;
}

export interface ArchiveReads {
  /** Newest first, and the one that is under way. */
  readonly bundles: (
    no: string,
  ) => Promise<{ readonly bundles: readonly StoredBundle[]; readonly pending: PendingBundle | null }>;
  /** Keys that bundles were signed with, newest first. */
  readonly archiveKeys: () => Promise<readonly StoredArchiveKey[]>;
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
  bundles: async (no) => {
    const { rows } = await pool.query<StoredBundle>(
      `select nth, record, sha256, size, files, key, made_at as "madeAt", withdrawn_at as "withdrawnAt",
         withdrawn_why as "withdrawnWhy" from archive_bundle where no = $1 order by nth desc`,
      [no],
    );
    const { rows: wanted } = await pool.query<PendingBundle>(
      'select since, attempts, trouble from archive_wanted where no = $1',
      [no],
    );
    return { bundles: rows, pending: wanted[0] ?? null };
  },
  archiveKeys: async () => {
    const { rows } = await pool.query<StoredArchiveKey>(
      'select id, public_key as "publicKey", since from archive_key order by since desc, id',
    );
    return rows;
  },
});
