import type { Readable } from 'node:stream';
import { isTakenKind } from '../domain/attachments.js';
import type { Scan } from './objects/clamd.js';
import { kindOf } from './objects/file-kind.js';
import { withoutMetadata } from './objects/image-metadata.js';
import { pixelsOf } from './objects/image-size.js';
import type { ByteRange, ObjectStore } from './objects/object-store.js';
import type { Staged, Staging } from './objects/staging.js';
import type { LinkedUpload, Quota, Upload, Uploads } from './postgres/uploads.js';

export type { LinkedUpload, Upload } from './postgres/uploads.js';

export interface AttachmentLimits extends Quota {
  /** Largest file in bytes. */
  readonly fileBytes: number;
}

/** A file that has come in whole, with the name it is to have. */
export interface Incoming {
  readonly staged: Staged;
  readonly name: string;
}

/** Why a file is not taken. */
export type Unfit = 'empty' | 'kind' | 'pixels' | 'infected' | 'quota';

/** Files that people send with tickets (§2.3.2): taken in, looked at, kept once, and read by whoever may. */
export interface Attachments {
  readonly limits: AttachmentLimits;
  readonly left: (by: string) => Promise<{ readonly bytes: number; readonly files: number }>;
  readonly take: Staging['take'];
  readonly discard: (incoming: readonly Incoming[]) => Promise<void>;
  /** Keeps all files or none; the staged ones are gone afterwards. Rejects when the scanner is away. */
  readonly keep: (
    by: string,
    incoming: readonly Incoming[],
  ) => Promise<{ readonly uploads: readonly Upload[] } | { readonly unfit: Unfit; readonly name: string }>;
  readonly get: (id: string) => Promise<LinkedUpload | null>;
  readonly ofTicket: Uploads['ofTicket'];
  readonly read: (sha256: string, range?: ByteRange) => Promise<Readable | null>;
  /** Removes what nothing names any more; answers how many files went. Harmless at any time and from anywhere. */
  readonly clean: () => Promise<number>;
}

export interface AttachmentParts {
  readonly uploads: Uploads;
  readonly store: ObjectStore;
  readonly staging: Staging;
  readonly limits: AttachmentLimits;
  /** Null where no scanner is configured. */
  readonly scan: Scan | null;
}

/** An image beyond this would take a browser's memory (S9). */
const mostPixels = 50_000_000;
const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;

export const createAttachments = ({
  uploads,
  store,
  staging,
  limits,
  scan,
}: AttachmentParts): Attachments => {
  const discard = async (incoming: readonly Incoming[]): Promise<void> => {
    await Promise.all(incoming.map(async ({ staged }) => await staging.discard(staged)));
  };
  const look = async ({
    staged,
  }: Incoming): Promise<{ readonly type: string } | { readonly unfit: Unfit }> => {
    if (staged.size === 0) return { unfit: 'empty' };
    const type = await kindOf(staged.path);
    if (type === null || !isTakenKind(type)) return { unfit: 'kind' };
    const pixels = await pixelsOf(staged.path, type);
    if (pixels !== null && (pixels === 0 || pixels > mostPixels)) return { unfit: 'pixels' };
    return scan !== null && (await scan(staged.path)) !== null ? { unfit: 'infected' } : { type };
  };
  return {
    limits,
    discard,
    take: staging.take,
    left: async (by) => await uploads.left(by, limits),
    keep: async (by, incoming) => {
      const slim: Incoming[] = [];
      try {
        const files = [];
        for (const one of incoming) {
          const seen = await look(one);
          if ('unfit' in seen) return { unfit: seen.unfit, name: one.name };
          const staged = await withoutMetadata(staging, one.staged);
          slim.push({ ...one, staged });
          files.push({ sha256: staged.sha256, size: staged.size, name: one.name, type: seen.type });
        }
        const kept = await uploads.add({
          by,
          quota: limits,
          files,
          keep: async () => {
            for (const { staged } of slim) await store.put(staged);
          },
        });
        return kept === null ? { unfit: 'quota', name: incoming[0]?.name ?? '' } : { uploads: kept };
      } finally {
        await discard([...incoming, ...slim]);
      }
    },
    get: uploads.get,
    ofTicket: uploads.ofTicket,
    read: store.read,
    clean: async () => {
      let removed = 0;
      const remove = async (sha256: string): Promise<void> => {
        if (await uploads.removing(sha256, async () => await store.remove(sha256))) removed += 1;
      };
      for (const sha256 of await uploads.forget()) await remove(sha256);
      // Files that were kept just before their process died have no upload at all.
      for await (const sha256 of store.olderThan(dayMs)) await remove(sha256);
      await staging.sweep(hourMs);
      return removed;
    },
  };
};
