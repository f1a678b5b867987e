import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
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
const binary = 'application/octet-stream';
/** So long nothing is sent and nothing answered before a request is given up; a large file takes longer in all. */
const silenceMs = 60_000;

const patientFetch: typeof fetch = async (input, init = {}) => {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(new Error('the S3 server does not answer')), silenceMs);
  const moving = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, onward) => {
      timer.refresh();
      onward.enqueue(chunk);
    },
  });
  const { body } = init;
  try {
    return await fetch(input, {
      ...init,
      ...(body instanceof globalThis.ReadableStream
        ? { body: body.pipeThrough(moving), duplex: 'half' }
        : {}),
      signal: giveUp.signal,
    });
  } finally {
    clearTimeout(timer);
  }
};

/** {@link ObjectStore} in a bucket of an S3 server; s3mini is an optional dependency, loaded when it is asked for. */
export const createS3Store = async (access: S3Access): Promise<ObjectStore> => {
  const { S3mini } = await import('s3mini');
  const bucket = new S3mini({
    endpoint: access.endpoint,
    region: access.region,
    accessKeyId: access.accessKey,
    secretAccessKey: access.secretKey,
    fetch: patientFetch,
  });
  const keyOf = (sha256: string): string => `${prefix}${checked(sha256)}`;
  return {
    put: async ({ path, sha256, size }) => {
      // One request, from the disk: an interrupted one leaves no object, and bundles may be large.
      if ((await bucket.objectExists(keyOf(sha256))) !== true)
        await bucket.putObject(
          keyOf(sha256),
          Readable.toWeb(createReadStream(path)) as globalThis.ReadableStream,
          binary,
          undefined,
          undefined,
          size,
        );
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
