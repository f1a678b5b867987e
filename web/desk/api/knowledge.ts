import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ArticleState, ArticleUse, ArticleVisibility } from '../../../domain/article-sight.js';
import type { TicketType } from '../../../domain/words.js';
import { useLanguage } from '../i18n.js';
import { ProblemError } from './client.js';
import { useAsk, useGet } from './queries.js';
import type { Problem } from './types.js';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What people write of an article, as the API takes it. */
export interface ArticleText {
  readonly type: TicketType;
  readonly title: string;
  readonly symptoms: string;
  readonly solution: string;
  readonly tags: readonly string[];
  readonly visibility: ArticleVisibility;
  readonly reviewOn: string | null;
}

export interface Article extends ArticleText {
  readonly id: string;
  readonly version: number;
  readonly state: ArticleState;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly handler: Named;
  readonly updatedBy: Named;
  readonly source: string | null;
  readonly used: { readonly solved: number; readonly followed: number };
}

export type Ranges = readonly (readonly [number, number])[];

export interface FoundArticle {
  readonly article: Article;
  readonly highlights: {
    readonly title: Ranges;
    readonly excerpt: {
      readonly field: 'symptoms' | 'solution';
      readonly text: string;
      readonly marks: Ranges;
    };
  };
}

export interface ArticleVersion {
  readonly version: number;
  readonly at: string;
  readonly by: Named;
  readonly change: 'created' | 'changed' | 'published' | 'retired' | 'reviewed' | 'restored' | 'imported';
}

export interface ArticleFilters {
  readonly q?: string;
  readonly type?: string;
  readonly state?: string;
  readonly tag?: string;
  readonly review?: string;
  readonly mine?: string;
}

const path = '/api/knowledge';

/** Articles by words and filters; what was found before stays until there is something new. */
export const useArticles = (filters: ArticleFilters) => {
  const { language } = useLanguage();
  const asks = useAsk();
  return useInfiniteQuery({
    queryKey: ['get', path, 'found', filters, language],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams(
        Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''),
      );
      if (pageParam !== '') query.set('cursor', pageParam);
      return await asks<{ articles: readonly FoundArticle[]; next: string | null }>(
        `${path}?${query.toString()}`,
        { signal },
      );
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
};

export const useArticle = (id: string) => useGet<{ article: Article }>(`${path}/${id}`);
export const useVersions = (id: string | null) =>
  useGet<{ versions: readonly ArticleVersion[] }>(id === null ? null : `${path}/${id}/versions`);
export const useVersion = (id: string, version: number) =>
  useGet<{ version: ArticleVersion & { readonly body: ArticleText & { readonly state: ArticleState } } }>(
    version < 1 ? null : `${path}/${id}/versions/${version}`,
  );
export const useArticleTickets = (id: string) =>
  useGet<{
    tickets: readonly { readonly no: string; readonly seq: number; readonly kind: ArticleUse }[];
  }>(`${path}/${id}/tickets`);
export const useSuggestions = (no: string) =>
  useGet<{
    suggestions: readonly { readonly article: Article; readonly reason: string }[];
  }>(`${path}/suggestions?ticket=${no}`);
export const useNamedArticles = (no: string) =>
  useGet<{
    articles: readonly {
      readonly id: string;
      readonly title: string | null;
      readonly seq: number;
      readonly kind: ArticleUse;
    }[];
  }>(`/api/tickets/${no}/knowledge`);

export interface Changing {
  /** Below /api/knowledge; empty for a new article. */
  readonly to: string;
  readonly method?: 'POST' | 'PUT';
  readonly body?: unknown;
  /** The version that the reader saw. */
  readonly version?: number;
}

/** Writes or moves an article, and reads anew whatever is shown of the knowledge base. */
export const useChangeArticle = () => {
  const asks = useAsk();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ to, method = 'POST', body = {}, version }: Changing) =>
      (
        await asks<{ article: Article }>(`${path}${to}`, {
          method,
          body,
          headers: version === undefined ? {} : { 'if-match': `"${version}"` },
        })
      ).article,
    onSettled: async () =>
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).startsWith(path),
      }),
  });
};

export interface FileOutcome {
  readonly file: string;
  readonly does: 'create' | 'change' | 'same' | 'refuse';
  readonly id: string | null;
  readonly title: string | null;
  readonly errors: readonly { readonly field: string; readonly detail: string }[];
}

/** Sends a file of articles; with `isPreview` it only says what would become of each. */
export const useImportArticles = () => {
  const { language } = useLanguage();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, isPreview }: { readonly file: File; readonly isPreview: boolean }) => {
      const answer = await fetch(`${path}/import${isPreview ? '?preview=true' : ''}`, {
        method: 'POST',
        headers: {
          'accept-language': language,
          'content-type': /\.zip$/iu.test(file.name) ? 'application/zip' : 'text/markdown',
        },
        body: file,
      });
      const json = (await answer.json()) as { readonly files?: readonly FileOutcome[] } & Problem;
      if (!answer.ok && json.files === undefined) throw new ProblemError(json);
      return { files: json.files ?? [], isRefused: !answer.ok };
    },
    onSuccess: async () =>
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[1]).startsWith(path),
      }),
  });
};

/** Keeps an image of an article and answers its address. */
export const useKeepImage = () => {
  const { language } = useLanguage();
  return async (file: File): Promise<string> => {
    const form = new FormData();
    form.append('file', file);
    const answer = await fetch('/api/attachments', {
      method: 'POST',
      headers: { 'accept-language': language },
      body: form,
    });
    const json = (await answer.json()) as { attachments?: readonly { readonly id: string }[] } & Problem;
    const id = json.attachments?.[0]?.id;
    if (!answer.ok || id === undefined) throw new ProblemError(json);
    return `/api/attachments/${id}`;
  };
};
