import { existsSync } from 'node:fs';
import { loadEnvFile, env } from 'node:process';

/** Variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of this process, with `.env` of the current folder (or `file`) underneath it.
 * Only entry points call this; everything else takes a `Config`.
 */
export function environment(file = '.env'): Environment {
  if (existsSync(file)) loadEnvFile(file);
  return { ...env };
}
