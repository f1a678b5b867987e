import { writeFileSync } from 'node:fs';
import { conformance } from './conformance/table.js';

/** Writes docs/conformance.md anew from the tables and the tests: `npm run conformance`. */
writeFileSync('docs/conformance.md', conformance('.'));
console.log('docs/conformance.md is up to date');
