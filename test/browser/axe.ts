import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Found {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const colours = ['color-contrast', 'link-in-text-block'];

/** A colour half faded in is not the one that people read. */
const isStill = `document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity)`;

/** What breaks WCAG 2.2 AA on a page as it stands, in light and in dark, a line each. */
export const violations = async (page: Page): Promise<readonly string[]> => {
  // Evaluated from outside: the page's own policy would not let it in.
  await page.evaluate(axe.source);
  const found = [...(await run(page, { type: 'tag', values: tags }))];
  await page.emulateMedia({ colorScheme: 'dark' });
  // Only colours change.
  found.push(...(await run(page, { type: 'rule', values: colours })));
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
};

const run = async (page: Page, runOnly: unknown): Promise<readonly string[]> => {
  await page.waitForFunction(isStill);
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  const found = await page.evaluate<readonly Found[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
  );
};
