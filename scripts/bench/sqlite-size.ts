import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';

const walHeaderBytes = 32;
const frameHeaderBytes = 24;

/**
 * Bytes of a SQLite database as of its last commit, those in its write-ahead log included: the file alone lags behind
 * by whatever has not been checkpointed. Nobody may write meanwhile.
 */
export const sqliteBytes = (path: string): number => {
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  readSync(file, header, 0, header.length, 0);
  closeSync(file);
  const stored = header.readUInt16BE(16);
  const pageBytes = stored === 1 ? 65_536 : stored;
  return (pagesInWal(`${path}-wal`, pageBytes) ?? header.readUInt32BE(28)) * pageBytes;
};

/** The database's size in pages after the log's last commit; null when the log holds none. */
const pagesInWal = (path: string, pageBytes: number): number | null => {
  if (!existsSync(path)) return null;
  const wal = readFileSync(path);
  if (wal.length < walHeaderBytes) return null;
  const salts = wal.subarray(16, 24);
  let pages: number | null = null;
  for (let at = walHeaderBytes; at + frameHeaderBytes <= wal.length; at += frameHeaderBytes + pageBytes) {
    // Frames behind those of the present salts are left over from before the last checkpoint.
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    const committed = wal.readUInt32BE(at + 4);
    if (committed > 0) pages = committed;
  }
  return pages;
};
