import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import type { Archivist } from '../../activities/ports.js';
import type { ObjectStore } from '../objects/object-store.js';
import type { Staging } from '../objects/staging.js';
import { createArchiveBundles } from '../postgres/archive-bundles.js';
import { readMaterial } from '../postgres/archive-material.js';
import { createUploads } from '../postgres/uploads.js';
import { bundleFiles } from './bundle.js';
import type { PrintForm } from './pdf.js';
import type { ArchiveKey } from './signing.js';
import { zipOf, type ZippedFile } from './zip.js';

export interface ArchivistParts {
  readonly pool: Pool;
  readonly store: ObjectStore;
  readonly staging: Staging;
  readonly key: ArchiveKey;
  readonly print: PrintForm;
}

/** How long a bundle waits for an attachment to be there again, as after a restore, before it is made without it. */
const patienceMs = 24 * 3_600_000;

/**
 * Makes bundles one at a time. A bundle's file is made from what is stored alone, so that being killed at any point
 * costs nothing: the next attempt makes the same file, which the store keeps once, and its row is there once.
 */
export const createArchivist = ({ pool, store, staging, key, print }: ArchivistParts): Archivist => {
  const bundles = createArchiveBundles(pool);
  const isKept = async (sha256: string): Promise<boolean> => {
    const found = await store.read(sha256, { from: 0, to: 0 });
    found?.destroy();
    return found !== null;
  };
  const make = async (no: string, since: number, signal: AbortSignal): Promise<boolean> => {
    const material = await readMaterial(pool, no);
    if (material === null) {
      await bundles.forget(no);
      return false;
    }
    let files = 0;
    const counted = async function* (all: AsyncIterable<ZippedFile>): AsyncGenerator<ZippedFile> {
      for await (const file of all) {
        files += 1;
        yield file;
      }
    };
    const withoutMissing = Date.now() - since > patienceMs;
    const zip = zipOf(counted(bundleFiles(material, { key, print, read: store.read, withoutMissing })));
    const staged = await staging.take(Readable.from(zip, { objectMode: false }), signal);
    const { sha256, size } = staged;
    await store.put(staged);
    const nth = (material.previous?.nth ?? 0) + 1;
    const record = material.record.nth;
    return await bundles.add({ no, nth, record, sha256, size, files, key }, async () => await isKept(sha256));
  };
  const uploads = createUploads(pool);
  // What was erased by law leaves the store before anything else is done, whatever keeps the next bundle waiting.
  const removeWithdrawn = async (): Promise<void> => {
    for (const sha256 of await bundles.withdrawn()) {
      await uploads.removing(sha256, async () => await store.remove(sha256));
      await bundles.markRemoved(sha256);
    }
  };
  return {
    next: async (signal) => {
      await removeWithdrawn();
      const wanted = await bundles.next();
      if (wanted === null) return null;
      try {
        return { no: wanted.no, isMade: await make(wanted.no, wanted.since, signal), trouble: null };
      } catch (error) {
        if (signal.aborted) throw error;
        const trouble = error instanceof Error ? error.message : String(error);
        await bundles.postpone(wanted.no, trouble);
        return { no: wanted.no, isMade: false, trouble };
      }
    },
  };
};
