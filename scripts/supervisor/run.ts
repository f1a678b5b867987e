import { readConfig } from '../../config/config.js';
import type { Environment } from '../../config/environment.js';
import { removeDesk, writeDesk } from '../launch/desk-file.js';
import { takenPorts } from '../launch/ports.js';
import { checkTemporal } from '../launch/temporal-check.js';
import { claimFolder } from './claim.js';
import { createDesk, type DeskPrograms } from './desk.js';
import { greeting } from './greeting.js';
import type { Output } from './output.js';
import { startReaper } from './reaper-link.js';
import { stopOnSignals, watchParent } from './signals.js';
import { withSparePorts } from './spare-ports.js';
import { supervise } from './supervise.js';

export type RunOptions = {
  readonly env: Environment;
  readonly programs: DeskPrograms;
  readonly output: Output;
};

/**
 * Runs a desk until it is told to stop; resolves when nothing of it runs any more.
 * Throws ConfigError, or an Error whose message is the reason, when it could not be started.
 */
export async function runDesk({ env, programs, output }: RunOptions): Promise<void> {
  const began = performance.now();
  // Whatever the parts write is for this user only.
  process.umask(0o077);
  const ownEnv = await withSparePorts(env);
  const config = readConfig(ownEnv);
  const finding = await checkTemporal(config);
  if (finding !== null && 'refused' in finding) throw new Error(finding.refused);
  if (finding !== null) output.say(finding.away);

  const claim = await claimFolder(config.dataDir);
  const desk = createDesk(config, { env: ownEnv, programs });
  const taken = await takenPorts(desk.ports);
  if (taken.length > 0) {
    claim.release();
    throw new Error(taken.join('\n'));
  }

  const reaper = startReaper();
  const supervision = supervise(desk.parts, {
    say: output.say,
    logOf: output.of,
    note: (records) => {
      reaper.tell(records);
      claim.note(records);
    },
  });
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    output.say('Stopping …');
    removeDesk(config.dataDir);
    const from = performance.now();
    await supervision.stop();
    output.say(`Stopped (${((performance.now() - from) / 1000).toFixed(1)} s).`);
    end();
  };
  stopOnSignals({ stop, force: supervision.force });
  if (env['npm_lifecycle_event'] !== undefined) watchParent(() => void stop());

  try {
    if (await supervision.start()) {
      const addresses = desk.addresses();
      writeDesk(config.dataDir, addresses);
      output.say(`Ready in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
      for (const line of greeting(config, addresses.api)) output.say(line);
    }
    await ended;
  } catch (error) {
    await supervision.stop();
    throw error;
  } finally {
    reaper.close();
    claim.release();
  }
}
