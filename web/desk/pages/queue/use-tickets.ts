import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useAsk } from '../../api/queries.js';
import type { Ticket } from '../../api/types.js';
import { useLanguage } from '../../i18n.js';
import { queryOf, type Filters } from './views.js';

interface Page {
  readonly tickets: readonly Ticket[];
  readonly next: string | null;
}

export interface Tickets {
  readonly rows: readonly Ticket[];
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly more: () => void;
}

const pageSize = 100;

/** The tickets of a view, a hundred at a time; null asks for nothing. */
export const useTickets = (filters: Filters | null): Tickets => {
  const { language } = useLanguage();
  const asks = useAsk();
  const path = filters === null ? null : `/api/tickets?${queryOf({ ...filters })}`;
  const found = useInfiniteQuery({
    queryKey: ['get', path, language, 'pages'],
    enabled: path !== null,
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) =>
      await asks<Page>(
        `${path}&limit=${pageSize}${pageParam === '' ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
  const rows = useMemo(() => found.data?.pages.flatMap(({ tickets }) => tickets) ?? [], [found.data]);
  return {
    rows,
    isLoading: found.isLoading,
    hasMore: found.hasNextPage,
    more: () => {
      if (!found.isFetchingNextPage && found.hasNextPage) void found.fetchNextPage();
    },
  };
};
