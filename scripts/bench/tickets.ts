import { createIntakes } from '../../adapters/postgres/intakes.js';
import { createTicketRuns } from '../../adapters/temporal/ticket-runs.js';
import { parseSpan } from '../../domain/span.js';
import { manualPolicy } from '../../domain/policy.js';
import { standardIntake } from './lives.js';
import type { Stack } from './stack.js';

const by = { id: 'wang', staffNumber: 'E1001', role: 'reporter' } as const;

/** Under the manual's policy the first thing that time brings about on a ticket with an engineer (§2.2.3). */
const firstMarkMs = parseSpan(manualPolicy.targets.contact.normal).ms * (manualPolicy.warnAt.contact ?? 1);

export interface Opening {
  /** Opens one ticket whose first duty fires at `markAt` (epoch ms); without it, far from now. */
  readonly open: (markAt?: number) => Promise<string>;
}

/** Opens tickets without the API, as it does itself: accepted in Postgres, then started. */
export const createOpening = ({ pool, client }: Stack): Opening => {
  const intakes = createIntakes(pool, { publicUrl: 'http://desk.example', smtpEnabled: false });
  const runs = createTicketRuns(client);
  return {
    open: async (markAt) => {
      const now = markAt === undefined ? Date.now() : markAt - firstMarkMs;
      const accepted = await intakes.accept({ sent: standardIntake, by, now });
      if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
      await runs.start(accepted.ticket, 20_000);
      await intakes.markStarted([accepted.no]);
      return accepted.no;
    },
  };
};
