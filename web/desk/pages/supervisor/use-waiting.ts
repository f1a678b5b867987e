import { useQueries } from '@tanstack/react-query';
import { useAsk } from '../../api/queries.js';
import type { Ticket } from '../../api/types.js';
import { useLanguage } from '../../i18n.js';
import { sections, type Section } from './sections.js';

export const mostShown = 50;

/** One ticket that waits in a section. */
export interface Waiting {
  readonly section: Section;
  readonly ticket: Ticket;
}

export interface WaitingList {
  readonly section: Section;
  readonly tickets: readonly Ticket[];
  readonly hasMore: boolean;
}

/** All that waits, section by section; null until the first answer. */
export const useWaiting = () => {
  const { language } = useLanguage();
  const asks = useAsk();
  return useQueries({
    queries: sections.map(({ query }) => {
      const path = `/api/tickets?${query}&limit=${mostShown}`;
      return {
        queryKey: ['get', path, language],
        queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
          await asks<{ tickets: readonly Ticket[]; next: string | null }>(path, { signal }),
      };
    }),
    combine: (answers) => ({
      isError: answers.some((answer) => answer.isError && answer.data === undefined),
      retry: () => {
        for (const answer of answers) void answer.refetch();
      },
      lists: answers.every((answer) => answer.data !== undefined)
        ? sections.map((section, index): WaitingList => ({
            section,
            tickets: answers[index]?.data?.tickets ?? [],
            hasMore: (answers[index]?.data?.next ?? null) !== null,
          }))
        : null,
    }),
  });
};
