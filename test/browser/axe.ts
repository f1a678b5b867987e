import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { until } from '../api/front-door.js';

interface Found {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const colours = ['color-contrast', 'link-in-text-block'];

/** A colour half faded in is not the one that people read. */
const isStill = `document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity)`;

/** What breaks WCAG 2.2 AA on a page as it stands, or within one part of it, in light and in dark, a line each. */
export const violations = async (page: Page, within = 'html'): Promise<readonly string[]> => {
  const inLight = await violationsIn('light', page, within);
  await turn(page, 'dark');
  const inDark = await violationsIn('dark', page, within);
  await turn(page, 'light');
  return [...inLight, ...inDark];
};

/** The same as the page is now; in the dark only colours differ, and only they are looked at. */
export const violationsIn = async (
  scheme: 'light' | 'dark',
  page: Page,
  within: string,
): Promise<readonly string[]> => {
  // Evaluated from outside: the page's own policy would not let it in.
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axe);
  const rules = scheme === 'light' ? { type: 'tag', values: tags } : { type: 'rule', values: colours };
  return await run(page, within, rules);
};

/** The staff application says itself when it has turned; the plain pages turn by their style sheet alone. */
export const turn = async (page: Page, colorScheme: 'dark' | 'light'): Promise<void> => {
  await page.emulateMedia({ colorScheme });
  await until(
    async () =>
      await page.evaluate(`['', '${colorScheme}'].includes(document.documentElement.style.colorScheme)`),
  );
};

const run = async (page: Page, within: string, runOnly: unknown): Promise<readonly string[]> => {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await until(async () => await page.evaluate(isStill));
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'], preload: false });
  const found = await page.evaluate<readonly Found[]>(
    `axe.run('${within}', ${options}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
  );
};
