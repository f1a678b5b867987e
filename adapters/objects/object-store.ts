import type { Readable } from 'node:stream';
import type { Staged } from './staging.js';

/** Bytes from and to, both included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Files by the SHA-256 of what they hold, hexadecimal; the same file is kept once. */
export interface ObjectStore {
  /** Keeps a staged file for good, or finds that it is kept already; the staged one is gone afterwards. */
  readonly put: (staged: Staged) => Promise<void>;
  /** Null when there is no such file. */
  readonly read: (sha256: string, range?: ByteRange) => Promise<Readable | null>;
  /** Removing what is not there is as good. */
  readonly remove: (sha256: string) => Promise<void>;
  /** Files that have been there for longer than this. */
  readonly olderThan: (ms: number) => AsyncIterable<string>;
}

const form = /^[0-9a-f]{64}$/u;

/** Refuses whatever is no hash, so that no name from outside ever becomes a path. */
export const checked = (sha256: string): string => {
  if (!form.test(sha256)) throw new RangeError('not a SHA-256');
  return sha256;
};
export const isHash = (name: string): boolean => form.test(name);
