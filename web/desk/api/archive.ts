import { useGet } from './queries.js';

export interface ArchiveBundle {
  readonly bundle: number;
  readonly sha256: string;
  readonly size: number;
  readonly files: number;
  readonly madeAt: string;
  readonly withdrawn: { readonly why: string } | null;
}

/** Signed bundles of a ticket that has ended, newest first; refused to whoever does not see all of it. */
export const useBundles = (no: string | null) =>
  useGet<{
    readonly bundles: readonly ArchiveBundle[];
    readonly pending: { readonly attempts: number; readonly trouble: string | null } | null;
  }>(no === null ? null : `/api/archive/${no}/bundles`);

/** Where a browser fetches it, by its session. */
export const bundlePath = (no: string, bundle: number): string => `/api/archive/${no}/bundles/${bundle}`;
