import type { Readable } from 'node:stream';

/** What a route answers; `body` undefined sends none. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A file instead of a body; `headers` say what it is. */
  readonly file?: Readable;
  /** A ticket was asked for that the caller may not see, or that does not exist (S16). */
  readonly isStranger?: true;
  /** Whose personal data it holds; reads by staff are written down. */
  readonly about?: About;
}

export interface About {
  readonly no?: string;
  readonly whose?: string | null;
  /** Of a list: the tickets or people that it shows. */
  readonly shown?: readonly string[];
  /** The relation by which it is the caller's to read; their role where it does not say. */
  readonly as?: string;
}

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
});

/** A version as an entity tag. */
export const etagOf = (version: number): string => `"${version}"`;
