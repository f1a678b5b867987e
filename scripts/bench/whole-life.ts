import { recordBare, startBare } from './bare.js';
import type { DeskClient } from './desk-client.js';
import type { Life } from './lives.js';
import { archivedAfterMs, reporterOf } from './people.js';
import type { Stack } from './stack.js';

const hourMs = 3_600_000;

/** Plays a life over HTTP: `li` is whoever was put on the ticket, `wang` whoever reported it. */
export const playLife = async (
  desk: DeskClient,
  { life, index, settled }: { readonly life: Life; readonly index: number; readonly settled?: Settled },
): Promise<string> => {
  const reporter = reporterOf(index);
  const { no, assignee } = await desk.openFor(reporter);
  const stand: Readonly<Record<string, string>> = { li: assignee ?? 'li', wang: reporter };
  for (const { who, action, input } of life) {
    await settled?.(no);
    await desk.act(no, { who: stand[who] ?? who, action, input });
  }
  await settled?.(no);
  return no;
};

type Settled = (no: string) => Promise<void>;

/**
 * The ordinary life as the least a ticket can cost (performance.md, section 3): five updates, each with one local
 * activity and, where the manual sets a new due time, a new timer; at last the timer that archives.
 */
export const playBareLife = async (stack: Stack, life: Life, settled?: Settled): Promise<string> => {
  const id = await startBare(stack);
  const dueAfter = [2 * hourMs, undefined, hourMs, archivedAfterMs, undefined];
  for (const [i, { input }] of life.entries()) {
    await settled?.(id);
    const note = Object.values(input).find((value) => typeof value === 'string' && value.length >= 100);
    const after = dueAfter[i];
    await recordBare(stack, id, {
      note: String(note),
      ...(after === undefined ? {} : { dueAt: Date.now() + after }),
    });
  }
  return id;
};
