import { ensureSearchAttributes } from '../../adapters/temporal/search-attributes.js';
import type { Config } from '../../config/config.js';
import { isFitServer, oldestServer } from './temporal-programs.js';

/** What is wrong with a Temporal that was given by address: `refused` forbids the start, `away` does not. */
export type TemporalFinding = { readonly refused: string } | { readonly away: string } | null;

/** Looks at the configured Temporal: its version, in production that it is no dev server, and what tickets need there. */
export async function checkTemporal(config: Config): Promise<TemporalFinding> {
  const { address, apiKey, tls } = config.temporal;
  if (address === null) return null;
  const { Connection } = await import('@temporalio/client');
  try {
    const connection = await Connection.connect({
      address,
      connectTimeout: 3000,
      ...(apiKey !== null && { apiKey }),
      tls: tls as never,
    });
    try {
      const system = await connection.workflowService.getSystemInfo({});
      const version = system.serverVersion ?? '';
      if (version !== '' && !isFitServer(version)) {
        return { refused: `TEMPORAL_ADDRESS is server ${version}: ${oldestServer} or later is required` };
      }
      if (config.mode === 'production') {
        // Managed servers do not answer this one, and are no dev servers.
        const cluster = await connection.workflowService.getClusterInfo({}).catch(() => null);
        if (cluster?.persistenceStore === 'sqlite')
          return { refused: 'TEMPORAL_ADDRESS is a dev server (SQLite), which production refuses' };
      }
      return await ensureSearchAttributes(connection, config.temporal.namespace).then(
        () => null,
        (error: unknown) => ({ refused: (error as Error).message }),
      );
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { away: `Temporal at ${address} does not answer yet (${(error as Error).message})` };
  }
}
