import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../../config/environment.js';
import { readPrograms } from '../../config/programs.js';

/** What a look for the browser can see and do. */
export interface Machine {
  /** CHROMIUM_PATH, or null. */
  readonly given: string | null;
  /** Folders of PATH, in order. */
  readonly path: readonly string[];
  /** Debian, or one of its children, with the right to install. */
  readonly canInstall: boolean;
  readonly isProgram: (path: string) => boolean;
  /** Installs packages; null when that went well, else why it did not. */
  readonly install: (packages: readonly string[]) => string | null;
  readonly say: (line: string) => void;
}

const installer = '/usr/bin/apt-get';
/** The names under which distributions have it. */
const names = ['chromium', 'chromium-browser'];
/** The second draws Chinese: without it screenshots show boxes. */
const packages = ['chromium', 'fonts-noto-cjk'];
const advice = `Set CHROMIUM_PATH to a Chromium or Chrome, or install one (Debian: apt-get install ${packages.join(' ')}).`;

/**
 * Path of a Chromium: CHROMIUM_PATH, PATH, or installed here and now where that can be done.
 * Throws with one line that says what to install; tests in a browser are never left out in silence.
 */
export const findChromium = (machine: Machine): string => {
  const { given, isProgram, say } = machine;
  if (given !== null) {
    if (isProgram(given)) return given;
    throw new Error(`CHROMIUM_PATH is no program: ${given}`);
  }
  const found = onPath(machine);
  if (found !== null) return found;
  if (!machine.canInstall) throw new Error(`The tests in a browser found none. ${advice}`);
  say(`Installing ${packages.join(' and ')} for the tests in a browser …`);
  const problem = machine.install(packages);
  const installed = problem === null ? onPath(machine) : null;
  if (installed === null)
    throw new Error(`The browser could not be installed (${problem ?? 'it is not on PATH'}). ${advice}`);
  return installed;
};

const onPath = ({ path, isProgram }: Machine): string | null =>
  path.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram) ?? null;

export const thisMachine = (): Machine => {
  const env = environment();
  return {
    given: env['CHROMIUM_PATH'] || null,
    path: readPrograms(env).path,
    canInstall: existsSync('/etc/debian_version') && existsSync(installer) && process.getuid?.() === 0,
    isProgram: (path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
    install: (wanted) => {
      const apt = (...args: readonly string[]): string | null => {
        const { status, stderr, error } = spawnSync(installer, ['-qq', ...args], {
          encoding: 'utf8',
          env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
        });
        return status === 0 ? null : (error?.message ?? stderr.trim().split('\n').at(-1) ?? 'apt-get failed');
      };
      return apt('update') ?? apt('install', '-y', '--no-install-recommends', ...wanted);
    },
    say: (line) => void process.stderr.write(`${line}\n`),
  };
};
