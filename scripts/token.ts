import { environment } from '../config/environment.js';
import { openLocalTokens } from './launch/token.js';

// `npm run --silent token -- LOGIN`: a bearer token for somebody of the running desk.
try {
  const login = process.argv[2];
  if (login === undefined) throw new Error('Usage: npm run --silent token -- LOGIN');
  const tokens = await openLocalTokens(environment());
  process.stdout.write(`${await tokens.of(login)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
