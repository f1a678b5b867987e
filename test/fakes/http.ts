import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeServer {
  readonly port: number;
  /** host:port, as the desk's allow list names it. */
  readonly host: string;
  readonly base: string;
  readonly close: () => Promise<void>;
}

/** A server on 127.0.0.1 that hands each request over once its body is read. */
export const serve = async (
  handle: (asked: { req: IncomingMessage; url: URL; body: string }, res: ServerResponse) => void,
): Promise<FakeServer> => {
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () =>
      handle(
        { req, url: new URL(req.url ?? '/', 'http://fake'), body: Buffer.concat(parts).toString('utf8') },
        res,
      ),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    host: `127.0.0.1:${port}`,
    base: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};
