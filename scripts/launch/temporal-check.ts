import type { Config } from '../../config/config.js';
import { isFitServer, oldestServer } from './temporal-programs.js';

/** What is wrong with a Temporal that was given by address: `refused` forbids the start, `away` does not. */
export type TemporalFinding = { readonly refused: string } | { readonly away: string } | null;

/** Looks at the configured Temporal for at most 3 s: its version and, in production, that it is no dev server. */
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
      if (config.mode !== 'production') return null;
      // Managed servers do not answer this one, and are no dev servers.
      const cluster = await connection.workflowService.getClusterInfo({}).catch(() => null);
      return cluster?.persistenceStore === 'sqlite'
        ? { refused: 'TEMPORAL_ADDRESS is a dev server (SQLite), which production refuses' }
        : null;
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { away: `Temporal at ${address} does not answer yet (${(error as Error).message})` };
  }
}
