/** The addresses under which people reach the desk; the first is the one that the configuration names. */
export type Origins = readonly [string, ...string[]];

const loopback = ['localhost', '127.0.0.1'];

/**
 * The desk's own origins: PUBLIC_URL, and for one on this machine its other names too. Whatever a request claims, no
 * other is ever believed or redirected to (S18, S22).
 */
export const originsOf = (publicUrl: string): Origins => {
  const { origin, hostname, port, protocol } = new URL(publicUrl);
  if (protocol !== 'http:' || !loopback.includes(hostname)) return [origin];
  const suffix = port === '' ? '' : `:${port}`;
  return [origin, ...loopback.filter((name) => name !== hostname).map((name) => `http://${name}${suffix}`)];
};

/** The origin that the request came to, as far as it is one of ours; else the first. */
export const originOf = (origins: Origins, host: string | undefined): string =>
  origins.find((origin) => new URL(origin).host === host) ?? origins[0];

/** Whether a request that changes something was sent by a page of ours, as browsers state it (S22). */
export const isOwnPage = (
  origins: Origins,
  { origin, site }: { readonly origin: string | undefined; readonly site: string | undefined },
): boolean => {
  if (origin === undefined && site === undefined) return false;
  return (origin === undefined || origins.includes(origin)) && (site === undefined || site === 'same-origin');
};

/** Where to go after signing in: a path of ours, or the first page for anything else. */
export const ownPath = (asked: string | undefined, base: string): string => {
  // Browsers take a backslash for a slash, and drop tabs and line breaks.
  if (asked === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked)) return '/';
  try {
    const { origin, pathname, search, hash } = new URL(asked, base);
    // Resolving dots may leave two slashes at the front, which would name a host.
    return origin === new URL(base).origin && !pathname.startsWith('//') ? pathname + search + hash : '/';
  } catch {
    return '/';
  }
};
