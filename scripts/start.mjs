// `npm start`: builds what is older than its sources, then becomes the supervisor.
import { build } from './build.mjs';

build();
await import('../dist/scripts/start.js');
