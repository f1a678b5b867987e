import { mkdirSync, writeFileSync } from 'node:fs';
import { permissionMatrix } from './permissions/matrix.js';

// `npm run permissions`: writes docs/permissions.md from the rows.
mkdirSync('docs', { recursive: true });
writeFileSync('docs/permissions.md', permissionMatrix());
