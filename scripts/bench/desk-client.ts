import { Agent, request } from 'node:http';
import { standardIntake } from './lives.js';
import type { BenchIssuer } from './issuer.js';

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One caller after another at an API, over kept-alive connections. */
export interface DeskClient {
  /** Opens a ticket and gives its number; `reporter` is who sends it. */
  readonly open: (reporter: string) => Promise<string>;
  /** The same, with the engineer that it was given to. */
  readonly openFor: (reporter: string) => Promise<{ readonly no: string; readonly assignee: string | null }>;
  readonly act: (
    no: string,
    deed: { readonly who: string; readonly action: string; readonly input: unknown },
  ) => Promise<{ readonly version: number }>;
  readonly get: (who: string, path: string) => Promise<Answered>;
  readonly close: () => void;
}

export const createDeskClient = (url: string, issuer: BenchIssuer): DeskClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const send = async (who: string, path: string, body?: unknown): Promise<Answered> => {
    const token = await issuer.tokenFor(who);
    const sent = body === undefined ? null : JSON.stringify(body);
    return await new Promise((resolve, reject) => {
      const outgoing = request(
        `${url}${path}`,
        {
          agent,
          method: sent === null ? 'GET' : 'POST',
          timeout: 60_000,
          headers: {
            authorization: `Bearer ${token}`,
            ...(sent === null
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
          },
        },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (chunk: string) => {
            text += chunk;
          });
          incoming.on('error', reject);
          incoming.on('end', () => {
            const { statusCode: status = 0, headers } = incoming;
            if (status < 300) resolve({ status, headers, text });
            else reject(new Error(`${status} ${path.replace(/TS\d+/u, 'TS…')} ${text.slice(0, 160)}`));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in 60 s')));
      outgoing.end(sent ?? undefined);
    });
  };
  const openFor: DeskClient['openFor'] = async (reporter) => {
    const { text } = await send(reporter, '/api/tickets', standardIntake);
    const { ticket } = JSON.parse(text) as { ticket: { no: string; assignee: { id: string } | null } };
    return { no: ticket.no, assignee: ticket.assignee?.id ?? null };
  };
  return {
    openFor,
    open: async (reporter) => (await openFor(reporter)).no,
    act: async (no, { who, action, input }) => {
      const { text } = await send(who, `/api/tickets/${no}/actions/${action}`, input);
      return (JSON.parse(text) as { ticket: { version: number } }).ticket;
    },
    get: async (who, path) => await send(who, path),
    close: () => agent.destroy(),
  };
};
