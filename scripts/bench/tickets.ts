import { createIntakes } from '../../adapters/postgres/intakes.js';
import { createTicketRuns } from '../../adapters/temporal/ticket-runs.js';
import { manualPolicy } from '../../domain/policy.js';
import { parseSpan } from '../../domain/span.js';
import { standardIntake } from './lives.js';
import { closedLoop, type Load } from './load.js';
import type { Stack } from './stack.js';

const by = { id: 'wang', staffNumber: 'E1001', role: 'reporter' } as const;

/** Under the manual's policy the first thing that time brings about on a ticket with an engineer (§2.2.3). */
const firstMarkMs = parseSpan(manualPolicy.targets.contact.normal).ms * (manualPolicy.warnAt.contact ?? 1);
/** Due so late that no measure sees it. */
const farMs = 6 * 3_600_000;

export interface Opening {
  /** Opens one ticket whose first duty fires at `markAt` (epoch ms); without it, far from now. */
  readonly open: (markAt?: number) => Promise<string>;
}

/** Opens tickets without the API, as it does itself: accepted in Postgres, then started. */
export const createOpening = ({ pool, client }: Pick<Stack, 'pool' | 'client'>): Opening => {
  const intakes = createIntakes(pool, { publicUrl: 'http://desk.example', smtpEnabled: false });
  const runs = createTicketRuns(client);
  return {
    open: async (markAt = Date.now() + farMs) => {
      const accepted = await intakes.accept({ sent: standardIntake, by, now: markAt - firstMarkMs });
      if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
      await runs.start(accepted.ticket, 20_000);
      await intakes.markStarted([accepted.no]);
      return accepted.no;
    },
  };
};

/** Opens so many tickets, each due when the list says or far from now; throws when one could not be opened. */
export const openMany = async (
  stack: Stack,
  n: number,
  markAt?: (index: number) => number,
): Promise<{ readonly load: Load; readonly numbers: readonly string[] }> => {
  const { open } = createOpening(stack);
  const numbers: string[] = [];
  const load = await closedLoop({
    n,
    concurrency: 16,
    parts: stack.parts(),
    work: async (i) => {
      numbers[i] = await open(markAt?.(i));
    },
  });
  if (load.errors.length > 0) throw new Error(`tickets could not be opened: ${load.errors[0]}`);
  return { load, numbers };
};

const background = new WeakMap<Stack, number>();

/** Sees to it that at least so many tickets are open that nothing is about to happen on; gives how many were added. */
export const keepOpen = async (stack: Stack, n: number): Promise<Load | null> => {
  const known = background.get(stack) ?? 0;
  if (known >= n) return null;
  const { load } = await openMany(stack, n - known);
  background.set(stack, n);
  return load;
};
