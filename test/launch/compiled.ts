import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformFile } from '@swc/core';
import { environment } from '../../config/environment.js';

const root = resolve('.');

/**
 * Compiles `config/`, `scripts/` and what these need of the adapters into a folder of their own, so that they can be run as processes
 * without a build. Answers its path; the caller removes it.
 */
export async function compileScripts(): Promise<string> {
  return await compile(['adapters/temporal', 'config', 'scripts']);
}

/** The same with everything a desk is made of, so that `scripts/start.js` in it is the product's own. */
export async function compileDesk(): Promise<string> {
  const out = await compile([
    'activities',
    'adapters',
    'api',
    'config',
    'domain',
    'scripts',
    'web',
    'workers',
    'workflows',
  ]);
  symlinkSync(join(root, 'db'), join(out, 'db'));
  copyFileSync(join(root, 'web', 'plain', 'plain.css'), join(out, 'web', 'plain', 'plain.css'));
  // Those who look at the staff application build it first.
  symlinkSync(join(root, 'dist', 'pages'), join(out, 'pages'));
  const bundle = environment()['TEST_BUNDLE_PATH'];
  if (bundle === undefined)
    throw new Error('TEST_BUNDLE_PATH is not set: the global set-up makes the bundle');
  copyFileSync(bundle, join(out, 'workflow-bundle.js'));
  return out;
}

async function compile(folders: readonly string[]): Promise<string> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const out = mkdtempSync(join(cache, 'launch-'));
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      // The staff application is built by other means, and no process of the desk needs it to run.
      if (!name.endsWith('.ts') || join(folder, name).startsWith(join('web', 'desk'))) continue;
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
