import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Role } from '../../../domain/words.js';
import { useAsk, useMe } from './queries.js';

export interface Posting {
  /** The version that the reader edited, so that nobody's change is undone unseen. */
  readonly version?: number | undefined;
  /** Beginnings of paths that are read anew afterwards. */
  readonly refresh?: readonly string[];
}

/** Sends one change and reads anew what it has changed. Throws ProblemError for a refusal. */
export const usePost = () => {
  const asks = useAsk();
  const queries = useQueryClient();
  return useCallback(
    async <T>(path: string, body: unknown, { version, refresh = [] }: Posting = {}): Promise<T> => {
      const answer = await asks<T>(path, {
        method: 'POST',
        body,
        ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
      });
      await queries.invalidateQueries({
        predicate: ({ queryKey: [, read] }) =>
          typeof read === 'string' && refresh.some((prefix) => read.startsWith(prefix)),
      });
      return answer;
    },
    [asks, queries],
  );
};

/** Whether the reader holds one of the roles; the API has the last word. */
export const useMay = (...roles: readonly Role[]): boolean =>
  useMe().data?.roles.some((role) => roles.includes(role)) === true;
