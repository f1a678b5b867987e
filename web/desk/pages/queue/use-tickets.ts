import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useAsk } from '../../api/queries.js';
import { useLive } from '../../api/stream.js';
import type { Ticket } from '../../api/types.js';
import { useLanguage } from '../../i18n.js';
import { queryOf, type Filters } from './views.js';

interface Listed {
  readonly rows: readonly Ticket[];
  readonly next: string | null;
  /** Rows past those that are read anew may be behind. */
  readonly isBehind: boolean;
}

export interface Tickets {
  readonly rows: readonly Ticket[];
  readonly isLoading: boolean;
  readonly isError: boolean;
  readonly hasMore: boolean;
  readonly isBehind: boolean;
  readonly more: () => void;
  /** Forgets what lies far down, so that what is shown is what there is now. */
  readonly restart: () => void;
}

const pageSize = 100;
/** As many as the API gives at once: what a change costs does not grow with how far somebody has scrolled. */
const mostReread = 200;

/**
 * The tickets of a view, a hundred at a time; null asks for nothing. A change has the first rows read anew, in one
 * request; further down rows stay as they were read, and the list says so.
 */
export const useTickets = (filters: Filters | null): Tickets => {
  const { language } = useLanguage();
  const asks = useAsk();
  const queries = useQueryClient();
  const path = filters === null ? null : `/api/tickets?${queryOf({ ...filters })}`;
  const key = useMemo(() => ['get', path, language] as const, [path, language]);
  const found = useQuery({
    queryKey: key,
    enabled: path !== null,
    structuralSharing: false,
    queryFn: async ({ signal }) => {
      const known = queries.getQueryData<Listed>(key);
      const limit = (known?.rows.length ?? 0) > pageSize ? mostReread : pageSize;
      const { tickets, next } = await asks<Answer>(`${path}&limit=${limit}`, { signal });
      return reread(queries.getQueryData<Listed>(key), { tickets, next, limit });
    },
  });
  const { connection } = useLive();
  useEffect(() => {
    // Nobody told of what changed meanwhile.
    if (connection === 'lost') trim(queries, key);
  }, [connection, queries, key]);

  const reading = useRef<string | null>(null);
  const next = found.data?.next ?? null;
  const more = useCallback(() => {
    if (next === null || reading.current === next) return;
    reading.current = next;
    void asks<Answer>(`${path}&limit=${pageSize}&cursor=${encodeURIComponent(next)}`)
      .then((answer) => queries.setQueryData<Listed>(key, (known) => extended(known, next, answer)))
      .catch(() => undefined)
      .finally(() => {
        reading.current = null;
      });
  }, [asks, queries, key, path, next]);
  const restart = useCallback(() => {
    trim(queries, key);
    void queries.invalidateQueries({ queryKey: key });
  }, [queries, key]);
  const { data, isLoading, isError } = found;
  return useMemo(
    () => ({
      rows: data?.rows ?? [],
      isLoading,
      isError: isError && data === undefined,
      hasMore: next !== null,
      isBehind: data?.isBehind ?? false,
      more,
      restart,
    }),
    [data, isLoading, isError, next, more, restart],
  );
};

interface Answer {
  readonly tickets: readonly Ticket[];
  readonly next: string | null;
}

/** A ticket of the same version is the same: who shows it need not draw it again. */
const shared = (known: readonly Ticket[], rows: readonly Ticket[]): readonly Ticket[] => {
  const byNo = new Map(known.map((ticket) => [ticket.no, ticket]));
  return rows.map((ticket) => {
    const same = byNo.get(ticket.no);
    return same?.version === ticket.version ? same : ticket;
  });
};

const reread = (
  known: Listed | undefined,
  { tickets, next, limit }: Answer & { readonly limit: number },
): Listed => {
  if (known === undefined) return { rows: tickets, next, isBehind: false };
  const head = shared(known.rows, tickets);
  if (known.rows.length <= limit) return { rows: head, next, isBehind: false };
  const fresh = new Set(head.map(({ no }) => no));
  const tail = known.rows.slice(limit).filter(({ no }) => !fresh.has(no));
  return { rows: [...head, ...tail], next: known.next, isBehind: true };
};

/** A page that comes late is of no use: the list was read anew meanwhile, and ends elsewhere. */
const extended = (
  known: Listed | undefined,
  cursor: string,
  { tickets, next }: Answer,
): Listed | undefined => {
  if (known?.next !== cursor) return known;
  const held = new Set(known.rows.map(({ no }) => no));
  return { ...known, rows: [...known.rows, ...tickets.filter(({ no }) => !held.has(no))], next };
};

const trim = (queries: QueryClient, key: readonly unknown[]): void =>
  void queries.setQueryData<Listed>(key, (known) =>
    known === undefined || known.rows.length <= mostReread
      ? known
      : { rows: known.rows.slice(0, mostReread), next: null, isBehind: false },
  );
