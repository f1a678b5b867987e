import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { setMaxListeners } from 'node:events';
import { Transform, type Readable, type Writable } from 'node:stream';
import type { Attachments, Incoming } from '../adapters/attachments.js';
import { fileName } from '../domain/attachments.js';
import { edgeError, isEdgeError } from './body.js';
import type { ProblemCode } from './problems.js';

export const mostFiles = 20;
/** Of one request, however many files it holds. */
const mostFactor = 4;
const overhead = 64 * 1024;

/** Largest request in bytes. */
export const mostBytes = ({ limits }: Pick<Attachments, 'limits'>): number =>
  limits.fileBytes * mostFactor + overhead;

type Taking = Pick<Attachments, 'take' | 'discard' | 'limits'>;
type Take = (source: Readable, name: string | undefined) => void;

/**
 * Takes the files of a request in, as a form or as the body itself. All or none: whatever is wrong with one, or a
 * sender who goes away, leaves nothing behind. Rejects with an edge error.
 */
export const incomingFiles = async (attachments: Taking, req: Request): Promise<readonly Incoming[]> => {
  if (Number(req.headers['content-length'] ?? 0) > mostBytes(attachments)) throw edgeError('too-large');
  const { fileBytes } = attachments.limits;
  const incoming = await takeIn(attachments, async (take) => {
    if (req.is('multipart/form-data') === false) take(limited(req, fileBytes), nameOf(req));
    else await readForm(req, { fileSize: fileBytes, fields: 20, fieldSize: 4096 }, { take });
  });
  if (incoming.length === 0) throw edgeError('malformed');
  return incoming;
};

/** What a form of a page holds. */
export interface IncomingForm {
  /** The fields that came, even where its files are refused, so that nothing typed is lost. */
  readonly fields: Readonly<Record<string, string>>;
  readonly incoming: readonly Incoming[];
  /** Why its files are refused; null where they are not. */
  readonly refused: ProblemCode | null;
}

const mostFields = 100;
const longestField = 64 * 1024;

/** Takes a page's form in: its fields, and all of its files or none; a file that was not chosen is none. */
export const incomingForm = async (attachments: Taking, req: Request): Promise<IncomingForm> => {
  const fields = new Map<string, string>();
  const isTooLarge = Number(req.headers['content-length'] ?? 0) > mostBytes(attachments);
  const limits = { fileSize: attachments.limits.fileBytes, fields: mostFields, fieldSize: longestField };
  const told = (refused: ProblemCode | null, incoming: readonly Incoming[]): IncomingForm => ({
    fields: Object.fromEntries(fields),
    incoming,
    refused,
  });
  try {
    const incoming = await takeIn(
      attachments,
      async (take) =>
        await readForm(req, limits, {
          take: (source, name) => {
            if (isTooLarge || name === undefined || name === '') source.resume();
            else take(source, name);
          },
          field: (name, value) => void fields.set(name, value),
        }),
    );
    return told(isTooLarge ? 'too-large' : null, incoming);
  } catch (error) {
    if (!isEdgeError(error)) throw error;
    return told(error.problem, []);
  }
};

/** Stages what `read` takes; where something goes wrong nothing stays. */
const takeIn = async (
  attachments: Taking,
  read: (take: Take) => Promise<void>,
): Promise<readonly Incoming[]> => {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const taking: Promise<Incoming>[] = [];
  const take: Take = (source, name) => {
    const one = attachments.take(source, stop.signal).then((staged) => ({ staged, name: fileName(name) }));
    // Looked at below; until then a failure is nobody's.
    one.catch(() => source.resume());
    taking.push(one);
  };
  try {
    await read(take);
    return await Promise.all(taking);
  } catch (error) {
    stop.abort();
    const settled = await Promise.allSettled(taking);
    await attachments.discard(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    throw isEdgeError(error) ? error : edgeError('malformed');
  }
};

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
  limits: { readonly fileSize: number; readonly fields: number; readonly fieldSize: number },
  heard: { readonly take: Take; readonly field?: (name: string, value: string) => void },
): Promise<void> => {
  const contentType = req.headers['content-type'] ?? '';
  let form;
  try {
    form = new Busboy({
      headers: { ...req.headers, 'content-type': contentType },
      limits: { ...limits, files: mostFiles, parts: mostFiles + limits.fields + 1 },
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
    if (wrong.length === 0) heard.take(file, name);
    else file.resume();
  });
  form.on('field', (name, value, ...[, isCut]) => {
    if (isCut) wrong.push(edgeError('too-large'));
    heard.field?.(name, value);
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
