import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './outbound-addresses.js';

/** Where the desk may speak to over HTTP; `host` means port 443 of it, `host:port` that port alone. */
export interface OutboundRules {
  readonly hosts: readonly string[];
  /** Hosts that may be of this machine or of a private network, and may be spoken to without TLS. */
  readonly privateHosts?: readonly string[];
  readonly connectMs?: number;
  readonly totalMs?: number;
  readonly readBytes?: number;
  /** How names become addresses; the system's way by default. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
}

export interface OutboundRequest {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * What became of a request: `refused` by our own rules, `not-sent` before anything left the desk, `unknown` when it
 * left and no whole answer came back. Reasons name no address, so that they tell nobody which ports are open.
 */
export type OutboundAnswer =
  | {
      readonly state: 'answered';
      readonly status: number;
      readonly headers: IncomingMessage['headers'];
      /** The first bytes of the body, up to the limit. */
      readonly body: string;
    }
  | { readonly state: 'refused' | 'not-sent' | 'unknown'; readonly reason: string };

export interface Outbound {
  /** Never rejects and follows no redirect. */
  readonly request: (asked: OutboundRequest) => Promise<OutboundAnswer>;
  /** Why a URL could never be asked, or null. */
  readonly refusal: (url: string) => string | null;
}

const usual = { connectMs: 5000, totalMs: 10_000, readBytes: 64 * 1024 };

/** The one HTTP client of the desk towards the outside (S10, S11). */
export const createOutbound = (rules: OutboundRules): Outbound => {
  const limits = { ...usual, ...rules };
  const publicHosts = new Set(rules.hosts.map(withPort));
  const privateHosts = new Set((rules.privateHosts ?? []).map(withPort));
  const resolve = rules.resolve ?? resolveBySystem;

  const checked = (text: string): { readonly url: URL; readonly mayBePrivate: boolean } | string => {
    if (!URL.canParse(text)) return 'this is no URL';
    const url = new URL(text);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'only http and https are spoken';
    if (url.username !== '' || url.password !== '') return 'a URL must not carry a user name';
    const host = `${bare(url.hostname)}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
    const mayBePrivate = privateHosts.has(host);
    if (!mayBePrivate && !publicHosts.has(host)) return 'this host is not among those the desk may speak to';
    if (!mayBePrivate && url.protocol !== 'https:') return 'only https may leave the desk';
    return { url, mayBePrivate };
  };

  return {
    refusal: (text) => {
      const target = checked(text);
      return typeof target === 'string' ? target : null;
    },
    request: async (asked) => {
      const target = checked(asked.url);
      if (typeof target === 'string') return { state: 'refused', reason: target };
      const { url, mayBePrivate } = target;
      const until = performance.now() + limits.totalMs;
      const address = await pick({ host: bare(url.hostname), mayBePrivate, resolve, ms: limits.connectMs });
      if ('reason' in address) return address;
      const totalMs = Math.max(1, until - performance.now());
      try {
        return await exchange(asked, { url, address, limits, totalMs });
      } catch {
        // A header made of what somebody answered, with a line break in it.
        return { state: 'refused', reason: 'this request holds what may not be sent' };
      }
    },
  };
};

const bare = (hostname: string): string =>
  hostname
    .replace(/^\[|\]$/gu, '')
    .replace(/\.$/u, '')
    .toLowerCase();
const withPort = (host: string): string => {
  const { hostname, port } = new URL(`https://${host}`);
  return `${bare(hostname)}:${port || '443'}`;
};

const resolveBySystem = async (host: string): Promise<readonly LookupAddress[]> =>
  await new Promise((done, fail) => {
    systemLookup(host, { all: true }, (error, addresses) => (error === null ? done(addresses) : fail(error)));
  });

/** The address to connect to, resolved once: what is checked is what is connected to, whatever the name says later. */
const pick = async ({
  host,
  mayBePrivate,
  resolve,
  ms,
}: {
  readonly host: string;
  readonly mayBePrivate: boolean;
  readonly resolve: NonNullable<OutboundRules['resolve']>;
  readonly ms: number;
}): Promise<LookupAddress | Extract<OutboundAnswer, { reason: string }>> => {
  let found: readonly LookupAddress[];
  const family = isIP(host);
  try {
    found = family === 0 ? await within(resolve(host), ms) : [{ address: host, family }];
  } catch {
    return { state: 'not-sent', reason: 'the host name cannot be resolved' };
  }
  const [first] = found;
  if (first === undefined) return { state: 'not-sent', reason: 'the host name cannot be resolved' };
  // One foreign address among several is enough to distrust the name.
  if (!mayBePrivate && !found.every(({ address }) => isPublicAddress(address)))
    return { state: 'refused', reason: 'this host is not on the public internet' };
  return first;
};

interface Exchange {
  readonly url: URL;
  readonly address: LookupAddress;
  readonly limits: typeof usual;
  readonly totalMs: number;
}

const exchange = async (
  asked: OutboundRequest,
  { url, address, limits, totalMs }: Exchange,
): Promise<OutboundAnswer> =>
  await new Promise((resolve) => {
    let isSent = false;
    const settle = (answer: OutboundAnswer): void => {
      clearTimeout(connecting);
      clearTimeout(whole);
      resolve(answer);
      request.destroy();
    };
    const fail = (reason: string): void => settle({ state: isSent ? 'unknown' : 'not-sent', reason });
    const lookup: LookupFunction = (_host, options, callback) =>
      options.all === true ? callback(null, [address]) : callback(null, address.address, address.family);
    const body = asked.body === undefined ? null : Buffer.from(asked.body);
    const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, {
      method: asked.method ?? 'POST',
      headers: {
        'user-agent': 'Steadydesk',
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(body === null ? {} : { 'content-length': String(body.length) }),
        ...asked.headers,
      },
      agent: false,
      lookup,
    });
    const connecting = setTimeout(() => fail('it took too long to connect'), limits.connectMs);
    const whole = setTimeout(() => fail('the answer took too long'), totalMs);
    request.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        clearTimeout(connecting);
        isSent = true;
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      fail(`the connection failed (${error.code ?? 'error'})`),
    );
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      const done = (): void =>
        settle({
          state: 'answered',
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).subarray(0, limits.readBytes).toString('utf8'),
        });
      response.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size >= limits.readBytes) done();
      });
      response.on('end', done);
      response.on('error', () => fail('the answer broke off'));
      response.on('aborted', () => fail('the answer broke off'));
    });
    request.end(body ?? undefined);
  });

const within = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
};
