import { join } from 'node:path';
import type { Pool } from 'pg';
import { createAttachments, type AttachmentLimits, type Attachments } from './attachments.js';
import { createClamdScan } from './objects/clamd.js';
import { createDiskStore } from './objects/disk-store.js';
import type { ObjectStore } from './objects/object-store.js';
import { createS3Store, type S3Access } from './objects/s3-store.js';
import { createStaging, type Staging } from './objects/staging.js';
import { createUploads } from './postgres/uploads.js';

export interface AttachmentSettings {
  /** Folder of all local state; files lie in `attachments/` of it, or only on their way where there is S3. */
  readonly dataDir: string;
  readonly limits: AttachmentLimits;
  readonly clamd: string | null;
  readonly s3: S3Access | null;
}

/** Where files are kept, as it is configured, and where they lie on their way there. */
export const openObjects = async ({
  dataDir,
  s3,
}: Pick<AttachmentSettings, 'dataDir' | 's3'>): Promise<{
  readonly store: ObjectStore;
  readonly staging: Staging;
}> => {
  const folder = join(dataDir, 'attachments');
  return {
    store: s3 === null ? createDiskStore(folder) : await createS3Store(s3),
    staging: createStaging(join(folder, 'incoming')),
  };
};

/** Attachments as they are configured. */
export const openAttachments = async (pool: Pool, settings: AttachmentSettings): Promise<Attachments> =>
  createAttachments({
    uploads: createUploads(pool),
    ...(await openObjects(settings)),
    limits: settings.limits,
    scan: settings.clamd === null ? null : createClamdScan(settings.clamd),
  });
