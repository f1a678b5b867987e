import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a scanner found in a file, or null when it is clean. Rejects when the scanner cannot say. */
export type Scan = (path: string) => Promise<string | null>;

const patienceMs = 60_000;
const longestAnswer = 4096;

/** A scan by clamd's INSTREAM at `host:port` or at the socket of this path: each chunk with its length before it. */
export const createClamdScan =
  (address: string): Scan =>
  async (path) => {
    const socket = connect(addressOf(address));
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('clamd does not answer')));
    const frame = new Transform({
      construct: (next) => {
        frame.push('zINSTREAM\0');
        next();
      },
      transform: (chunk: Buffer, _encoding, next) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(chunk.length);
        frame.push(length);
        next(null, chunk);
      },
      flush: (next) => next(null, Buffer.alloc(4)),
    });
    const answer = collected(socket);
    // clamd may answer and hang up before it has read all of an infected file.
    const sent = pipeline(createReadStream(path), frame, socket, { end: false }).catch(
      (error: unknown) => error,
    );
    try {
      return verdictOf(await answer);
    } finally {
      socket.destroy();
      await sent;
    }
  };

const addressOf = (address: string) => {
  if (address.startsWith('/')) return { path: address };
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
};

const collected = async (socket: AsyncIterable<Buffer>): Promise<string> => {
  let text = '';
  for await (const chunk of socket) {
    text += chunk.toString('latin1');
    if (text.includes('\0') || text.length > longestAnswer) break;
  }
  return text;
};

const verdictOf = (answer: string): string | null => {
  const line = answer.replaceAll('\0', '').trim();
  if (/\bOK$/u.test(line)) return null;
  const found = /^(?:stream: )?(.{1,200}) FOUND$/u.exec(line)?.[1];
  if (found === undefined) throw new Error('clamd gave no verdict');
  return found;
};
