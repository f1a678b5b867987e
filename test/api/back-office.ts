import type { Pool } from '../../adapters/postgres/pool.js';
import { parseInstant, type Instant } from '../../domain/instant.js';
import { openFrontDoor } from './front-door.js';

export interface Reply {
  readonly status: number;
  readonly etag: string | null;
  readonly body: unknown;
  /** What a JSON Pointer finds in the body; undefined where it finds nothing. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a cast that reads well
  readonly at: <T = unknown>(pointer: string) => T;
}

/** What administrators and supervisors do over HTTP, on a clock that the test sets; no worker is behind it. */
export interface BackOffice {
  readonly pool: Pool;
  readonly setNow: (text: string) => void;
  readonly get: (who: string, path: string) => Promise<Reply>;
  readonly post: (who: string, path: string, body: unknown, ifMatch?: string | null) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

export const instant = (text: string): Instant => {
  const at = parseInstant(text);
  if (at === null) throw new Error(`not an instant: ${text}`);
  return at;
};

/** A moment in Shanghai as a query carries it: `2026-10-01 20:00`. */
export const inShanghai = (text: string): string => `${text.replace(' ', 'T')}:00+08:00`;

export const openBackOffice = async (start = '2026-11-24T09:00:00+08:00'): Promise<BackOffice> => {
  let now = instant(start);
  const door = await openFrontDoor(() => ({ now: () => now }));
  const reply = async (response: Response): Promise<Reply> => {
    const text = await response.text();
    const body = text === '' ? null : (JSON.parse(text) as unknown);
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body,
      at: (pointer) => found(body, pointer) as never,
    };
  };
  const english = { 'accept-language': 'en' };
  return {
    pool: door.pool,
    setNow: (text) => {
      now = instant(text);
    },
    get: async (who, path) => await reply(await door.as(who, path, { headers: english })),
    post: async (who, path, body, ifMatch) =>
      await reply(
        await door.as(who, path, {
          method: 'POST',
          body,
          headers: { ...english, ...(typeof ifMatch === 'string' ? { 'if-match': ifMatch } : {}) },
        }),
      ),
    close: door.close,
  };
};

const found = (body: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | null | undefined)?.[part], body);
