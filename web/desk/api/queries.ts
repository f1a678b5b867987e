import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useLanguage } from '../i18n.js';
import { ask, type Asking } from './client.js';
import type {
  DirectoryPerson,
  Entry,
  Explanation,
  Group,
  InboxNotice,
  Me,
  OfferedAction,
  Ticket,
} from './types.js';

/** Asks the API in the reader's language. */
export const useAsk = () => {
  const { language } = useLanguage();
  return useCallback(
    async <T>(path: string, asking: Omit<Asking, 'language'> = {}): Promise<T> =>
      await ask<T>(path, { ...asking, language }),
    [language],
  );
};

/** One GET, cached by its path and the reader's language. */
export const useGet = <T>(path: string | null) => {
  const { language } = useLanguage();
  const asks = useAsk();
  return useQuery({
    queryKey: ['get', path, language],
    queryFn: async ({ signal }) => await asks<T>(path ?? '', { signal }),
    enabled: path !== null,
  });
};

export const useMe = () => useGet<Me>('/api/me');
export const useTicket = (no: string) => useGet<{ ticket: Ticket }>(`/api/tickets/${no}`);
/** The whole log, however long. */
export const useLog = (no: string) => {
  const { language } = useLanguage();
  const asks = useAsk();
  const path = `/api/tickets/${no}/log?limit=500`;
  return useQuery({
    queryKey: ['get', path, language],
    queryFn: async ({ signal }) => {
      const entries: Entry[] = [];
      for (let next: string | null = '0'; next !== null;) {
        const part: { entries: readonly Entry[]; next: string | null } = await asks(
          `${path}&cursor=${next}`,
          {
            signal,
          },
        );
        entries.push(...part.entries);
        next = part.next;
      }
      return { entries };
    },
  });
};
export const useOffered = (no: string) =>
  useGet<{ actions: readonly OfferedAction[] }>(`/api/tickets/${no}/actions`);
export const useExplanation = (no: string, duty: string | null, nth: number) =>
  useGet<Explanation>(duty === null ? null : `/api/tickets/${no}/explain/${duty}?nth=${nth}`);
const inboxPath = '/api/inbox?unread=true';
export const useInbox = () => useGet<{ notices: readonly InboxNotice[] }>(inboxPath);
export const usePeople = () => useGet<{ people: readonly DirectoryPerson[] }>('/api/people');
export const useGroups = () => useGet<{ groups: readonly Group[] }>('/api/groups');

/** Names of people and groups, by id; the id itself where nobody is known by it. */
export const useNames = () => {
  const { language } = useLanguage();
  const people = usePeople().data?.people;
  const groups = useGroups().data?.groups;
  return useMemo(
    () => ({
      person: (id: string): string => people?.find((person) => person.id === id)?.name ?? id,
      group: (id: string): string => groups?.find((group) => group.id === id)?.name[language] ?? id,
    }),
    [people, groups, language],
  );
};

export interface Acting {
  readonly no: string;
  readonly action: string;
  readonly input: unknown;
  /** The version that the reader saw; left out, any will do. */
  readonly version?: number | undefined;
}

/** Does one action; sent again by hand it is the same request. Gives the ticket, or null when it is on its way. */
export const useAct = () => {
  const asks = useAsk();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ no, action, input, version, key }: Acting & { readonly key: string }) => {
      const answer = await asks<{ ticket?: Ticket }>(`/api/tickets/${no}/actions/${action}`, {
        method: 'POST',
        body: input,
        headers: {
          'idempotency-key': key,
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        },
      });
      return answer.ticket ?? null;
    },
    onSettled: async (_ticket, _error, { no }) =>
      await Promise.all([refreshTicket(queries, no), refreshLists(queries)]),
  });
};

/** Reads anew what is shown of one ticket. */
export const refreshTicket = async (
  queries: ReturnType<typeof useQueryClient>,
  no: string,
): Promise<void> => {
  await queries.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [, path] = queryKey as readonly [string, unknown];
      return typeof path === 'string' && path.startsWith(`/api/tickets/${no}`);
    },
  });
};

/** Reads anew the lists and counts that are shown. */
export const refreshLists = async (queries: ReturnType<typeof useQueryClient>): Promise<void> => {
  await queries.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [, path] = queryKey as readonly [string, unknown];
      return typeof path === 'string' && (path.startsWith('/api/tickets?') || path === inboxPath);
    },
  });
};

/** Reads anew whatever is shown of tickets. */
export const refreshAll = async (queries: ReturnType<typeof useQueryClient>): Promise<void> => {
  await queries.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [, path] = queryKey as readonly [string, unknown];
      return typeof path === 'string' && (path.startsWith('/api/tickets') || path === inboxPath);
    },
  });
};
