import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { checked, isHash, type ObjectStore } from './object-store.js';

/** Where a bucket is and who asks; `endpoint` is `https://host/bucket`. */
export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

const prefix = 'attachments/';
const requestTimeoutMs = 60_000;

/** {@link ObjectStore} in a bucket of an S3 server; s3mini is an optional dependency, loaded when it is asked for. */
export const createS3Store = async (access: S3Access): Promise<ObjectStore> => {
  const { S3mini } = await import('s3mini');
  const bucket = new S3mini({
    endpoint: access.endpoint,
    region: access.region,
    accessKeyId: access.accessKey,
    secretAccessKey: access.secretKey,
    requestAbortTimeout: requestTimeoutMs,
  });
  const keyOf = (sha256: string): string => `${prefix}${checked(sha256)}`;
  return {
    put: async ({ path, sha256 }) => {
      // Uploads are limited, so one fits into memory; an interrupted put leaves no object.
      if ((await bucket.objectExists(keyOf(sha256))) !== true)
        await bucket.putObject(keyOf(sha256), await readFile(path), 'application/octet-stream');
      await rm(path, { force: true });
    },
    read: async (sha256, range) => {
      if ((await bucket.objectExists(keyOf(sha256))) !== true) return null;
      // The end of s3mini's range is excluded.
      const { body } =
        range === undefined
          ? await bucket.getObjectRaw(keyOf(sha256))
          : await bucket.getObjectRaw(keyOf(sha256), false, range.from, range.to + 1);
      return body === null ? Readable.from([]) : Readable.fromWeb(body);
    },
    remove: async (sha256) => {
      await bucket.deleteObject(keyOf(sha256));
    },
    olderThan: async function* (ms) {
      for (const { Key, LastModified } of (await bucket.listObjects('/', prefix)) ?? []) {
        const name = Key.slice(Key.lastIndexOf('/') + 1);
        if (isHash(name) && new Date(LastModified).getTime() < Date.now() - ms) yield name;
      }
    },
  };
};
