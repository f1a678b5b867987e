import { defaultPorts } from '../../config/schema.js';
import type { Environment } from '../../config/environment.js';
import { freePort, takenPorts } from '../launch/ports.js';

const movable = ['ISSUER_PORT', 'WORKER_METRICS_PORT', 'SMTP_PORT', 'MAILBOX_PORT'] as const;

/**
 * Fills in the ports nobody needs to know by heart, where the environment sets none: the default if it is
 * free, else any other. So a second desk needs only the ports that people use to be set.
 */
export async function withSparePorts(env: Environment): Promise<Environment> {
  const filled: Record<string, string | undefined> = { ...env };
  for (const name of movable) {
    if (filled[name]?.trim()) continue;
    const port = defaultPorts[name];
    const others = Object.entries(defaultPorts)
      .filter(([other]) => other !== name)
      .map(([other, fallback]) => filled[other]?.trim() || String(fallback));
    const taken = await takenPorts([{ name, host: '127.0.0.1', port }]);
    const free = taken.length === 0 && !others.includes(String(port));
    filled[name] = String(free ? port : await freePort());
  }
  return filled;
}
