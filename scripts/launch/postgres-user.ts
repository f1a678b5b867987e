import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** How a program that refuses to run as root is run: words before its own, and the user to spawn it as. */
export type RunAs = {
  readonly before: readonly string[];
  readonly ids: { readonly uid: number; readonly gid: number } | null;
};

const asSelf: RunAs = { before: [], ids: null };
const inUserNamespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];

/**
 * Decides as whom Postgres runs on `dir`, whose owner it must be.
 * Root becomes an ordinary user in a user namespace (the files stay root's, and no folder above needs
 * opening), else `postgres`, else `nobody`; then `dir` has to be handed over to that user.
 * Throws with one line when nothing works.
 */
export function runPostgresAs(dir: string, bin: string): RunAs {
  const owner = statSync(dir);
  const self = process.getuid?.();
  if (self === undefined) return asSelf;
  if (self !== 0) {
    if (owner.uid === self) return asSelf;
    throw new Error(`${dir} belongs to another user (uid ${owner.uid}): use another DATA_DIR`);
  }
  if (owner.uid !== 0) return { before: [], ids: { uid: owner.uid, gid: owner.gid } };
  const [program = '', ...rest] = inUserNamespace;
  if (spawnSync(program, [...rest, 'true']).status === 0) {
    return { before: inUserNamespace, ids: null };
  }
  for (const name of ['postgres', 'nobody']) {
    const ids = idsOf(name);
    if (ids !== null && canRun(bin, ids)) return { before: [], ids };
  }
  throw new Error(
    'Postgres does not run as root, and neither a user namespace (unshare) nor the users postgres and nobody can be used: start as an ordinary user, or set DATABASE_URL',
  );
}

function idsOf(name: string): { uid: number; gid: number } | null {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((one) => one.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
  } catch {
    return null;
  }
}

function canRun(bin: string, ids: { uid: number; gid: number }): boolean {
  return spawnSync(`${bin}/postgres`, ['--version'], { ...ids, cwd: '/' }).status === 0;
}
