import type { Pool } from '../../adapters/postgres/pool.js';
import { recoverTicket } from '../../adapters/postgres/backup/recover-ticket.js';
import { createRestorations } from '../../adapters/postgres/backup/restorations.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import { createClient } from '../../adapters/temporal/connection.js';
import { createTicketRuns } from '../../adapters/temporal/ticket-runs.js';
import type { Config } from '../../config/config.js';
import type { Instant } from '../../domain/instant.js';
import { bundleWorkflows } from '../../workers/bundle.js';
import { reconcile, type Reconciled } from '../../workers/reconcile/reconcile.js';
import { listRuns, replayRuns } from '../../workers/reconcile/replay-runs.js';
import { readDesk } from '../launch/desk-file.js';

const none = (): void => undefined;
const quiet = { trace: none, debug: none, info: none, warn: none, error: none, log: none };

/** Compares the desk's tickets with their runs and writes the report beside the restore it follows, if there is one. */
export async function reconcileDesk(
  config: Config,
  { pool, since }: { readonly pool: Pool; readonly since: Instant | null },
): Promise<Reconciled> {
  const address = config.temporal.address ?? readDesk(config.dataDir)?.env['TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('No desk runs here and TEMPORAL_ADDRESS is not set');
  const { namespace, apiKey, tls } = config.temporal;
  const keys = config.payloadKeys;
  const client = createClient({ address, namespace, apiKey, tls, keys }, 'desk-restore');
  const options = { publicUrl: config.publicUrl, smtpEnabled: config.mail !== null };
  const doubt = 'restored from its run: it was sent when this happened, as far as the desk knows';
  const restorations = createRestorations(pool);
  try {
    const { code } = await bundleWorkflows(quiet, { telling: true });
    const report = await reconcile({
      since,
      restorations,
      now: Date.now(),
      list: async () => await listRuns(client),
      replay: (runs) => replayRuns(client, runs, { code, keys }),
      store: createTicketStore(pool, { ...options, doubt }),
      recoverTicket: async (start) => await recoverTicket(pool, start),
      intakes: createIntakes(pool, options),
      runs: createTicketRuns(client),
    });
    await restorations.close(report);
    return report;
  } finally {
    await client.connection.close();
  }
}

/** The report in lines, worst first. */
export function reportLines(report: Reconciled): readonly string[] {
  const { runs, found, recovered, behind, started, diverged, unreadable, inDoubt } = report;
  const line = (count: number, text: string, names: readonly string[] = []): string[] =>
    count === 0 ? [] : [`${count} ${text}${names.length === 0 ? '' : `: ${names.join(', ')}`}`];
  const entries = Object.values(recovered).reduce((sum, one) => sum + one, 0);
  const lines = [
    ...Object.entries(unreadable).map(
      ([no, why]) => `${no} cannot be compared and is left as it is; its log stays what people read: ${why}`,
    ),
    ...line(diverged.length, 'runs had gone another way than their log and begin anew from it', diverged),
    ...line(
      found.length,
      'tickets were known to Temporal only; their texts at intake are lost, the rest is kept',
      found,
    ),
    ...line(entries, 'entries were known to Temporal only and are in the log now', Object.keys(recovered)),
    ...line(behind.length, 'runs were behind their log and are told', behind),
    ...line(started.length, 'tickets had no run and got one', started),
    ...line(inDoubt, 'notices may have been sent since the backup: look at the undelivered ones'),
  ];
  return [
    ...lines,
    `${runs} runs were compared with their logs${lines.length === 0 ? ', and nothing differs' : ''}`,
  ];
}
