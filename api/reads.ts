import type { Reader } from '../adapters/postgres/reader.js';

export type { Reader } from '../adapters/postgres/reader.js';

/** A ticket's row as the API reads it. */
export type TicketRow = NonNullable<Awaited<ReturnType<Reader['ticket']>>>;
