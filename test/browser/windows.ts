import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { Language } from '../../domain/words.js';
import { environment } from '../../config/environment.js';
import { findChromium, thisMachine } from '../../scripts/launch/chromium.js';
import { watch } from './watch.js';

/** How somebody looks at the desk. */
export interface Look {
  readonly language?: Language;
  readonly isDark?: boolean;
  /** 390 × 844 with a finger, else 1280 × 800 with a mouse. */
  readonly isPhone?: boolean;
  /** The plain pages work without. */
  readonly hasScripts?: boolean;
}

/** A browser in front of a desk. */
export interface Windows {
  /** Opens a path in a window of its own, signed in as a seeded person at the provider's page; null is nobody. */
  readonly open: (login: string | null, path: string, look?: Look) => Promise<Page>;
  /** Keeps a picture under test/output/browser, for people to look at. */
  readonly picture: (page: Page, name: string) => Promise<void>;
  /**
   * Closes all windows, which else would go on following the desk; throws when something went wrong in any of them that
   * nobody would see: errors, blocked content, dialogs.
   */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Whoever waits longer than this for something to show up has found a fault. */
const patienceMs = 15_000;
const root = resolve('.');
const pictures = join(root, 'test', 'output', 'browser');

/** Somebody far away: times must still be those of Shanghai. */
const timezoneId = 'America/New_York';

const still = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const quiet = ['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

/** Builds the staff application, only when it is older than its sources. */
export const buildPages = async (): Promise<void> => {
  // Jest's own NODE_ENV would make it a build for development.
  const env = { ...environment(), NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, ['scripts/build.mjs', 'pages'], { cwd: root, env });
};

export const openWindows = async ({
  url,
  issuer,
}: {
  readonly url: string;
  readonly issuer: string;
}): Promise<Windows> => {
  const browser = await chromium.launch({
    executablePath: findChromium(thisMachine()),
    args: [...still, ...quiet],
  });
  const found: string[] = [];
  const cookies = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>();
  mkdirSync(pictures, { recursive: true });
  return {
    open: async (login, path, look = {}) => {
      const context = await browser.newContext({
        locale: look.language ?? 'zh-CN',
        colorScheme: look.isDark === true ? 'dark' : 'light',
        reducedMotion: 'reduce',
        javaScriptEnabled: look.hasScripts ?? true,
        timezoneId,
        ...(look.isPhone === true
          ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
          : { viewport: { width: 1280, height: 800 } }),
      });
      context.setDefaultTimeout(patienceMs);
      const known = login === null ? undefined : cookies.get(login);
      if (known !== undefined) await context.addCookies(known);
      const page = await context.newPage();
      watch(page, [url, issuer], (fault) => found.push(fault));
      await page.goto(`${url}${path}`);
      if (login === null || known !== undefined) return page;
      await page.locator(`button[data-login="${login}"]`).click();
      await page.waitForURL(`${url}/**`);
      cookies.set(login, await context.cookies(url));
      return page;
    },
    picture: async (page, name) => {
      // Drawers and what sticks to the window would be drawn over the middle of a long page.
      const fullPage = !new URL(page.url()).pathname.startsWith('/desk');
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
    },
    check: async () => {
      await Promise.all(browser.contexts().map(async (context) => await context.close()));
      const faults = found.splice(0);
      if (faults.length > 0) throw new Error(`In the browser:\n${faults.join('\n')}`);
    },
    close: async () => await browser.close(),
  };
};
