import { join } from 'node:path';
import { createArchivist } from '../../adapters/archive/archivist.js';
import { findFont } from '../../adapters/archive/fonts.js';
import { createPrintForm } from '../../adapters/archive/pdf.js';
import { createArchiveKey } from '../../adapters/archive/signing.js';
import { createDiskStore } from '../../adapters/objects/disk-store.js';
import { createStaging } from '../../adapters/objects/staging.js';
import { createPool } from '../../adapters/postgres/pool.js';

// A process of its own: makes one bundle and is killed when its file is in the store and its row is not there yet.
const [url = '', folder = '', seed = ''] = process.argv.slice(-3);
const store = createDiskStore(folder);
await createArchivist({
  pool: createPool(url, { max: 2 }),
  store: {
    ...store,
    put: async (staged) => {
      await store.put(staged);
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    },
  },
  staging: createStaging(join(folder, 'incoming')),
  key: createArchiveKey(Buffer.from(seed, 'base64')),
  print: createPrintForm(findFont(null)),
}).next(new AbortController().signal);
