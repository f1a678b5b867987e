import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Span } from '../../../domain/span.js';
import type { TicketType, Urgency } from '../../../domain/words.js';
import { useLanguage } from '../i18n.js';
import { useAsk, useGet } from './queries.js';
import type { Ticket } from './types.js';

/** A call as the API takes it (§2.1). */
export interface Intake {
  readonly channel: 'hotline';
  readonly reporter: {
    readonly name: string;
    readonly department: string;
    readonly extension?: string;
    readonly email?: string;
  };
  readonly description: Ticket['description'];
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly readBack: { readonly confirmed: true; readonly corrections?: string };
}

/** Somebody who may be calling. */
export interface Reporter {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  readonly staffNumber: string | null;
  readonly extension: string | null;
  readonly email: string | null;
}

/** A call that the telephone system announced, with the intake begun for it. */
export interface Call {
  readonly id: string;
  readonly caller: string;
  readonly extension: string;
  readonly at: string;
  readonly person: { readonly id: string; readonly name: string } | null;
  readonly intake: {
    readonly reporter: {
      readonly name: string;
      readonly department: string;
      readonly extension: string;
      readonly email?: string;
    };
  };
}

const settleMs = 300;

/** What was typed, once the typing pauses. */
export const useSettled = (typed: string): string => {
  const [settled, settle] = useState(typed);
  useEffect(() => {
    const timer = window.setTimeout(() => settle(typed), settleMs);
    return () => window.clearTimeout(timer);
  }, [typed]);
  return settled;
};

/** Like useGet, but shows the last answer until the next is there: for lists beside what is being typed. */
const useWhileTyping = (path: string | null): unknown => {
  const { language } = useLanguage();
  const asks = useAsk();
  const answer = useQuery({
    queryKey: ['get', path, language],
    queryFn: async ({ signal }) => await asks<unknown>(path ?? '', { signal }),
    enabled: path !== null,
    placeholderData: keepPreviousData,
  });
  return path === null ? undefined : answer.data;
};

const longestAsked = 600;
const leastTyped = 2;
const asked = (text: string): string | null =>
  text.trim().length < leastTyped ? null : encodeURIComponent(text.trim().slice(0, longestAsked));

export const useReporters = (typed: string) => {
  const q = asked(useSettled(typed).slice(0, 80));
  return useWhileTyping(q === null ? null : `/api/reporters?q=${q}`) as
    | { reporters: readonly Reporter[] }
    | undefined;
};

/** Tickets of a person, or of a name where nobody is known by it. */
export const useRecent = ({ who, name }: { readonly who: string | null; readonly name: string }) => {
  const q = asked(useSettled(name));
  const filter = who === null ? (q === null ? null : `q=${q}`) : `reporter=${who}`;
  return useWhileTyping(filter === null ? null : `/api/tickets?${filter}&sort=created&limit=5`) as
    | { tickets: readonly Ticket[] }
    | undefined;
};

export const useSimilar = (text: string) => {
  const q = asked(useSettled(text));
  return useWhileTyping(q === null ? null : `/api/tickets/similar?text=${q}`) as
    | {
        similar: readonly { readonly ticket: Ticket; readonly words: readonly string[] }[];
      }
    | undefined;
};

export const useArticlesFor = (text: string, type: string) => {
  const q = asked(useSettled(text));
  return useWhileTyping(
    q === null ? null : `/api/knowledge/suggestions?text=${q}${type === '' ? '' : `&type=${type}`}`,
  ) as
    | {
        suggestions: readonly {
          readonly article: { readonly id: string; readonly title: string; readonly solution: string };
          readonly reason: string;
        }[];
      }
    | undefined;
};

export const useCalls = () => useGet<{ calls: readonly Call[] }>('/api/cti/calls');

export interface Routed {
  /** In words, for the reader. */
  readonly why: string;
}

/** Where a ticket would go now; nothing is stored. */
export const useTryRouting = (intake: Intake | null) => {
  const { language } = useLanguage();
  const asks = useAsk();
  return useQuery({
    queryKey: ['try-routing', JSON.stringify(intake), language],
    queryFn: async () => await asks<Routed>('/api/routing/try', { method: 'POST', body: intake }),
    enabled: intake !== null,
  });
};

export interface Filed {
  readonly ticket: Ticket;
  readonly expectedResponseAt: string | null;
}

/** Registers the call; under the same key it is registered once. */
export const useRegister = () => {
  const asks = useAsk();
  return useMutation({
    mutationFn: async ({ intake, key }: { readonly intake: Intake; readonly key: string }) =>
      await asks<Filed>('/api/tickets', {
        method: 'POST',
        body: intake,
        headers: { 'idempotency-key': key },
      }),
  });
};

interface Targets {
  readonly response: Readonly<Record<Urgency, Span>>;
  readonly contact: Readonly<Record<Urgency, Span>>;
}

/** What new tickets are promised. */
export const usePromises = (): Targets | undefined =>
  useGet<{ active: { readonly targets: Targets } | null }>('/api/policy').data?.active?.targets;
