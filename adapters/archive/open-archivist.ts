import type { Pool } from 'pg';
import type { Archivist } from '../../activities/ports.js';
import { openObjects, type AttachmentSettings } from '../open-attachments.js';
import { createArchivist } from './archivist.js';
import { findFont } from './fonts.js';
import type { PrintForm } from './pdf.js';
import { createPrinter, type PrintProgram } from './printer.js';
import { createArchiveKey } from './signing.js';

export interface ArchiveSettings extends Pick<AttachmentSettings, 'dataDir' | 's3'> {
  /** Seed of the key that signs; 32 bytes. */
  readonly key: Uint8Array;
  /** Path of a font with Chinese characters; null looks for one. */
  readonly font: string | null;
  /** The compiled one where it is not given. */
  readonly printing?: PrintProgram;
}

/** The archivist as it is configured. */
export const openArchivist = async (pool: Pool, settings: ArchiveSettings): Promise<Archivist> => {
  // Looked for when it is needed: without a font bundles wait, and everything else goes on.
  let print: PrintForm | null = null;
  return createArchivist({
    pool,
    ...(await openObjects(settings)),
    key: createArchiveKey(settings.key),
    print: async (form) => {
      print ??= createPrinter(findFont(settings.font), settings.printing);
      return await print(form);
    },
  });
};
