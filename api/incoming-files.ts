import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { setMaxListeners } from 'node:events';
import { Transform, type Readable, type Writable } from 'node:stream';
import type { Attachments, Incoming } from '../adapters/attachments.js';
import { fileName } from '../domain/attachments.js';
import { edgeError } from './body.js';

export const mostFiles = 20;
/** Of one request, however many files it holds. */
const mostFactor = 4;
const overhead = 64 * 1024;

/** Largest request in bytes. */
export const mostBytes = ({ limits }: Pick<Attachments, 'limits'>): number =>
  limits.fileBytes * mostFactor + overhead;

/**
 * Takes the files of a request in, as a form or as the body itself. All or none: whatever is wrong with one, or a
 * sender who goes away, leaves nothing behind. Rejects with an edge error.
 */
export const incomingFiles = async (
  attachments: Pick<Attachments, 'take' | 'discard' | 'limits'>,
  req: Request,
): Promise<readonly Incoming[]> => {
  if (Number(req.headers['content-length'] ?? 0) > mostBytes(attachments)) throw edgeError('too-large');
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const taking: Promise<Incoming>[] = [];
  const take = (source: Readable, name: string | undefined): void => {
    const one = attachments.take(source, stop.signal).then((staged) => ({ staged, name: fileName(name) }));
    // Looked at below; until then a failure is nobody's.
    one.catch(() => source.resume());
    taking.push(one);
  };
  try {
    if (req.is('multipart/form-data') === false)
      take(limited(req, attachments.limits.fileBytes), nameOf(req));
    else await readForm(req, attachments.limits.fileBytes, take);
    const incoming = await Promise.all(taking);
    if (incoming.length === 0) throw edgeError('malformed');
    return incoming;
  } catch (error) {
    stop.abort();
    const settled = await Promise.allSettled(taking);
    await attachments.discard(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    throw isEdge(error) ? error : edgeError('malformed');
  }
};

const isEdge = (error: unknown): boolean => error instanceof Error && 'problem' in error;

/** Lets a request into a stream to its end; whatever goes wrong leaves the connection fit for an answer. */
const letInto = async (req: Request, stream: Writable): Promise<void> => {
  try {
    await new Promise<void>((resolve, reject) => {
      stream.once('finish', resolve);
      stream.once('error', reject);
      req.once('error', reject);
      req.once('close', () => {
        if (!req.complete) reject(new Error('the sender went away'));
      });
      req.pipe(stream);
    });
  } finally {
    req.unpipe(stream);
  }
};

/** The body, until it is longer than a file may be. */
const limited = (req: Request, most: number): Readable => {
  let size = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      size += chunk.length;
      if (size > most) next(edgeError('too-large'));
      else next(null, chunk);
    },
  });
  letInto(req, counted).catch((error: unknown) => counted.destroy(error as Error));
  return counted;
};

const readForm = async (
  req: Request,
  fileSize: number,
  take: (source: Readable, name: string | undefined) => void,
): Promise<void> => {
  const contentType = req.headers['content-type'] ?? '';
  let form;
  try {
    form = new Busboy({
      headers: { ...req.headers, 'content-type': contentType },
      limits: {
        fileSize,
        files: mostFiles,
        fields: 20,
        parts: mostFiles + 21,
        fieldSize: 4096,
      },
      preservePath: true,
    });
  } catch {
    throw edgeError('malformed');
  }
  const wrong: Error[] = [];
  form.on('file', (_field, file, name) => {
    // A form that breaks off says so itself; unheard, its files would end the process.
    file.on('error', () => undefined);
    file.on('limit', () => wrong.push(edgeError('too-large')));
    if (wrong.length === 0) take(file, name);
    else file.resume();
  });
  for (const event of ['filesLimit', 'partsLimit', 'fieldsLimit'] as const)
    form.on(event, () => wrong.push(edgeError('too-large')));
  await letInto(req, form);
  const [first] = wrong;
  if (first !== undefined) throw first;
};

/** The name of a body that is the file itself: `X-File-Name`, percent-encoded UTF-8. */
const nameOf = (req: Request): string | undefined => {
  const sent = req.get('x-file-name');
  if (sent === undefined) return undefined;
  try {
    return decodeURIComponent(sent);
  } catch {
    return sent;
  }
};
