import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { checked, isHash, type ObjectStore } from './object-store.js';
import type { Staged } from './staging.js';

/** Where a bucket is and who asks; `endpoint` is `https://host/bucket`. */
export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

const prefix = 'attachments/';
/** So long nothing is sent and nothing answered before a request is given up; a large file takes longer in all. */
const silenceMs = 60_000;
const urlSeconds = 3600;

/** What is asked answers in time; what it then sends may take longer. */
const patientFetch: typeof fetch = async (input, init) => {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(new Error('the S3 server does not answer')), silenceMs);
  try {
    return await fetch(input, { ...init, signal: giveUp.signal });
  } finally {
    clearTimeout(timer);
  }
};

/** Sends a file from the disk, no faster than it goes; fetch would read it whole into memory. */
const sendFile = async (url: string, { path, size }: Pick<Staged, 'path' | 'size'>): Promise<void> => {
  const ask = url.startsWith('https:') ? https.request : http.request;
  const request = ask(url, { method: 'PUT', headers: { 'content-length': size }, timeout: silenceMs });
  request.on('timeout', () => request.destroy(new Error('the S3 server does not answer')));
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  const [[answer]] = await Promise.all([answered, pipeline(createReadStream(path), request)]);
  const said = await text(answer);
  if (answer.statusCode !== 200)
    throw new Error(`the S3 server answered ${answer.statusCode}: ${said.slice(0, 200)}`);
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
        await sendFile(await bucket.getPresignedUrl('PUT', keyOf(sha256), urlSeconds), { path, size });
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
