import { DefaultLogger, Runtime } from '@temporalio/worker';
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
  // Replaying is work of no worker that anybody wants to hear of.
  Runtime.install({ logger: new DefaultLogger('ERROR') });
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
