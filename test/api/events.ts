import type { Desk } from './desk.js';
import { until } from './front-door.js';

export interface StreamedEvent {
  readonly id: string;
  readonly data: {
    readonly no: string;
    readonly seq: number;
    readonly action?: string;
    readonly visibility: string;
  };
}

/** What one reader of the stream got so far. */
export interface Reading {
  readonly status: number;
  readonly events: readonly StreamedEvent[];
  readonly text: () => string;
  readonly lastId: () => string;
  readonly until: (isSo: () => boolean, ms?: number) => Promise<void>;
  readonly hasEnded: () => boolean;
  readonly hangUp: () => void;
}

/** Reads the stream as somebody, from where it was left if that is given. */
export const readStream = async (desk: Desk, who: string, lastId?: string): Promise<Reading> => {
  const hangUp = new AbortController();
  const response = await fetch(`${desk.url}/api/stream`, {
    headers: {
      authorization: `Bearer ${await desk.token(who)}`,
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
    },
    signal: hangUp.signal,
  });
  const events: StreamedEvent[] = [];
  let all = '';
  let rest = '';
  let id = lastId ?? '';
  let isOver = false;
  const take = (block: string): void => {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.split(': ')[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
    );
    if (fields['id'] !== undefined) id = fields['id'];
    if (fields['event'] === 'entry')
      events.push({ id, data: JSON.parse(fields['data'] ?? '') as StreamedEvent['data'] });
  };
  void (async () => {
    try {
      for await (const chunk of response.body ?? []) {
        const text = new TextDecoder().decode(chunk as Uint8Array);
        all += text;
        rest += text;
        const blocks = rest.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) take(block);
      }
    } catch {
      // Hung up.
    }
    isOver = true;
  })();
  const reading: Reading = {
    status: response.status,
    events,
    text: () => all,
    lastId: () => id,
    until: async (isSo, ms) => await until(isSo, ms),
    hasEnded: () => isOver,
    hangUp: () => hangUp.abort(),
  };
  if (response.status === 200) await reading.until(() => id !== '' && all.includes(': open'));
  return reading;
};
