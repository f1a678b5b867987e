import { createServer } from 'node:net';

/** A port some part is to listen on, and the variable that sets it. */
export type WantedPort = { readonly name: string; readonly host: string; readonly port: number };

/** Says of every port that is taken, in one line each, by which variable it can be moved. */
export async function takenPorts(wanted: readonly WantedPort[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { name, host, port } of wanted) {
    const problem = await listenOnce(host, port);
    if (problem === 'EADDRINUSE') {
      lines.push(`Port ${port} is taken by another program: set ${name} to a free one.`);
    } else if (problem !== null) {
      lines.push(`Port ${port} (${name}) on ${host} cannot be used: ${problem}.`);
    }
  }
  return lines;
}

/** Given by this process: the system soon gives a port anew on which nobody listens yet. */
const given = new Set<number>();

/** A port of 127.0.0.1 that is free right now, and that no one else in this process was given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    if (address === null || typeof address === 'string') throw new Error('No free port was found');
    if (given.has(address.port)) continue;
    given.add(address.port);
    return address.port;
  }
}

function listenOnce(host: string, port: number): Promise<string | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
