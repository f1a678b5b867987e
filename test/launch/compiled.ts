import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformFile } from '@swc/core';

const root = resolve('.');

/**
 * Compiles `config/` and `scripts/` into a folder of their own, so that they can be run as processes
 * without a build. Answers its path; the caller removes it.
 */
export async function compileScripts(): Promise<string> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const out = mkdtempSync(join(cache, 'launch-'));
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  for (const folder of ['config', 'scripts']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const { code } = await transformFile(join(root, folder, name), {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
      });
      const to = join(out, folder, name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, code);
    }
  }
  return out;
}
