import { environment } from '../config/environment.js';
import { builtPrograms } from './supervisor/desk.js';
import { createOutput } from './supervisor/output.js';
import { runDesk } from './supervisor/run.js';

try {
  const output = createOutput(process.stdout);
  await runDesk({ env: environment(), programs: builtPrograms, output });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
