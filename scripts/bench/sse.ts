import { request } from 'node:http';
import type { BenchIssuer } from './issuer.js';

export interface SeenEntry {
  readonly no: string;
  readonly seq: number;
  /** performance.now() of its arrival. */
  readonly at: number;
}

/** Another browser: what of the desk's stream of entries reaches somebody, and when. */
export const openStream = async (
  url: string,
  {
    issuer,
    who,
    onEntry,
  }: {
    readonly issuer: BenchIssuer;
    readonly who: string;
    readonly onEntry: (entry: SeenEntry) => void;
  },
): Promise<{ readonly close: () => void }> => {
  const authorization = `Bearer ${await issuer.tokenFor(who)}`;
  return await new Promise((resolve, reject) => {
    const asked = request(`${url}/api/stream`, { headers: { authorization } }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('error', () => undefined);
      incoming.on('data', (chunk: string) => {
        const at = performance.now();
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          if (event.includes(': open')) resolve({ close: () => asked.destroy() });
          const data = /^data: (.*)$/mu.exec(event)?.[1];
          if (data !== undefined) onEntry({ ...(JSON.parse(data) as Omit<SeenEntry, 'at'>), at });
        }
      });
    });
    asked.on('error', reject);
    asked.end();
  });
};
