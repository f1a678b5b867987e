/** As much of a browser as signing in needs: cookies by origin, and redirects followed one by one. */
export interface Browser {
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly post: (
    url: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  /** Follows redirects to their end; `stopAt` ends before a URL that begins so. */
  readonly follow: (
    url: string,
    stopAt?: string,
  ) => Promise<{ readonly url: string; readonly answer: Response }>;
  /** Cookies of an origin, by name; those of one host are shared by its ports. */
  readonly cookies: Map<string, string>;
  /** The Set-Cookie lines that came. */
  readonly lines: string[];
}

export const openBrowser = (): Browser => {
  const cookies = new Map<string, string>();
  const lines: string[] = [];
  const send = async (
    url: string,
    init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> },
  ): Promise<Response> => {
    const held = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(held === '' ? {} : { cookie: held }), ...init.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      lines.push(line);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      const expires = /expires=([^;]+)/iu.exec(line)?.[1];
      if (value === '' || (expires !== undefined && Date.parse(expires) <= Date.now())) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const get: Browser['get'] = async (url, headers = {}) => await send(url, { headers: { ...headers } });
  return {
    cookies,
    lines,
    get,
    post: async (url, body, headers = {}) =>
      await send(url, {
        method: 'POST',
        headers: {
          origin: new URL(url).origin,
          'sec-fetch-site': 'same-origin',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    follow: async (from, stopAt) => {
      let url = from;
      for (let hops = 0; hops < 12; hops += 1) {
        const answer = await get(url);
        const location = answer.headers.get('location');
        if (location === null) return { url, answer };
        url = new URL(location, url).href;
        if (stopAt !== undefined && url.startsWith(stopAt)) return { url, answer };
      }
      throw new Error(`too many redirects: ${url}`);
    },
  };
};
