import { openDesk, type Desk } from '../api/desk.js';
import { openLocalProvider } from '../api/local-provider.js';
import { buildPages, openWindows, type Windows } from './windows.js';

/** A desk of its own with a browser in front of it; one a file. */
export interface Walk extends Windows {
  readonly desk: Desk;
  /** Where people sign in. */
  readonly issuer: string;
}

/** Enough for a first build, or for a browser that has to be installed. */
export const openingMs = 300_000;

export const openWalk = async (options: Parameters<typeof openDesk>[0] = {}): Promise<Walk> => {
  await buildPages();
  const provider = await openLocalProvider();
  const desk = await openDesk({
    ...options,
    at: (url, pool) => ({ ...options.at?.(url, pool), entrance: provider.entranceOf(url, pool).entrance }),
  });
  await provider.listen(desk);
  const windows = await openWindows({ url: desk.url, issuer: provider.issuer });
  return {
    ...windows,
    desk,
    issuer: provider.issuer,
    close: async () => {
      await windows.close();
      await provider.close();
      await desk.close();
    },
  };
};
