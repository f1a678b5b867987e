// `node scripts/run.mjs NAME …`: runs scripts/NAME.ts as compiled; builds first what is older than its sources.
import { pathToFileURL } from 'node:url';
import { build, root } from './build.mjs';

const [, , name, ...args] = process.argv;
build({ quiet: true });
process.argv.splice(1, process.argv.length, `${root}dist/scripts/${name}.js`, ...args);
await import(pathToFileURL(`${root}dist/scripts/${name}.js`).href);
