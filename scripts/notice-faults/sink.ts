import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../faults/random.js';

/** Group robots and a webhook at one port: takes every message, and sometimes drops the answer or is away. */
export interface Sink {
  readonly port: number;
  /** Texts of robots by the first part of the path, ids of deliveries of the webhook. */
  readonly taken: readonly { readonly channel: string; readonly text: string }[];
  /** Closes the port for a while. */
  readonly away: (ms: number) => Promise<void>;
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

export const startSink = async (random: Random, dropShare: number): Promise<Sink> => {
  const taken: { channel: string; text: string }[] = [];
  let share = dropShare;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const channel = (request.url ?? '').split('/')[1] ?? '';
      const json = JSON.parse(body) as { text?: { content?: string } | string; content?: { text?: string } };
      const text =
        request.headers['x-steadydesk-delivery'] ??
        (typeof json.text === 'object' ? json.text.content : json.content?.text) ??
        '';
      taken.push({ channel, text: String(text) });
      if (random.next() < share) request.socket.destroy();
      else response.end(JSON.stringify({ errcode: 0, code: 0 }));
    });
  });
  const listen = async (port: number): Promise<number> =>
    await new Promise((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  const shut = async (): Promise<void> =>
    await new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const port = await listen(0);
  return {
    port,
    taken,
    away: async (ms) => {
      await shut();
      await pause(ms);
      await listen(port);
    },
    heal: () => {
      share = 0;
    },
    close: shut,
  };
};
