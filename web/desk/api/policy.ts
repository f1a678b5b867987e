import type { Language } from '../../../domain/words.js';
import { useGet } from './queries.js';
import type { FormSchema } from './types.js';

/** A policy as it travels; its shape is the API's schema. */
export type Policy = Readonly<Record<string, unknown>> & { readonly version: number; readonly name: string };

export interface PolicyVersion {
  readonly version: number;
  readonly name: string;
  readonly author: string | null;
  readonly active: boolean;
  readonly createdAt: string;
}
export interface Difference {
  readonly pointer: string;
  readonly from?: unknown;
  readonly to?: unknown;
}
export interface Trial {
  readonly id: string;
  readonly kind: 'dry-run' | 'replay';
  readonly days: number | null;
  readonly state: 'running' | 'done' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly counts: Readonly<Record<string, unknown>> & {
    readonly tickets?: number;
    readonly byDuty?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}
export interface TrialTicket {
  readonly no: string;
  readonly changes: readonly {
    readonly duty: string;
    readonly nth: number;
    readonly effect: string;
    readonly from?: string | null;
    readonly to?: string | null;
    readonly dueAt?: string | null;
  }[];
}
export interface RollOut {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly takesBack: string | null;
  readonly waiting: number;
  readonly applied: number;
  readonly refused: number;
  readonly state: 'running' | 'done';
}

export interface RollOutTicket {
  readonly no: string;
  readonly from: number;
  readonly to: number;
  readonly state: 'waiting' | 'applied' | 'refused';
  /** A code, of a refused one. */
  readonly reason: string | null;
}

export const policyPaths = ['/api/policy', '/api/calendars'];

export const usePolicies = () =>
  useGet<{
    policies: readonly PolicyVersion[];
    active: Policy | null;
    warnings: readonly { readonly year: number; readonly detail: Readonly<Record<Language, string>> }[];
  }>('/api/policy');
export const usePolicy = (version: number | null) =>
  useGet<{ policy: Policy }>(version === null ? null : `/api/policy/${version}`);
export const useDifference = (from: number | null, to: number | null) =>
  useGet<{ from: number; to: number; author: string | null; differences: readonly Difference[] }>(
    from === null || to === null ? null : `/api/policy/${from}/difference?to=${to}`,
  );

interface Described {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post: {
          readonly requestBody: {
            readonly content: Readonly<Record<string, { readonly schema: FormSchema }>>;
          };
        };
      }
    >
  >;
}

/** The schema of a policy, out of the API's own description. */
export const usePolicySchema = (): FormSchema | null => {
  const described = useGet<Described>('/api/openapi.json').data;
  const body = described?.paths['/api/policy']?.post.requestBody.content['application/json']?.schema;
  return body?.properties?.['policy'] ?? null;
};
