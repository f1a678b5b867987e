/** What a route answers; `body` undefined sends none. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A ticket was asked for that the caller may not see, or that does not exist (S16). */
  readonly isStranger?: true;
}

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
});

/** A version as an entity tag. */
export const etagOf = (version: number): string => `"${version}"`;
