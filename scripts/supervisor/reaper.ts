import { createInterface } from 'node:readline';
import { stopAll, type ProcessRecord } from '../launch/processes.js';

// Reads the processes to look after from the supervisor, one list a line. The pipe closes when the
// supervisor ends, be it by kill -9; whatever the last list holds is stopped then.
let records: readonly ProcessRecord[] = [];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  records = JSON.parse(line) as ProcessRecord[];
});
lines.on('close', () => void stopAll(records));
