import type { Page } from 'playwright-core';

/** A refused request is logged as an error by the browser; how the page shows it is for the test to see. */
const isAnswer = /^Failed to load resource/u;

/** Reports what goes wrong in a page without anybody seeing it. */
export const watch = (page: Page, hosts: readonly string[], report: (fault: string) => void): void => {
  const told = (what: string): void => report(`${new URL(page.url()).pathname}: ${what}`);
  page.on('pageerror', (error) => told(`uncaught ${error.message}`));
  page.on('dialog', (dialog) => {
    told(`a dialog said “${dialog.message()}”`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnswer.test(message.text())) told(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    const isOwn = /^(?:data|blob|about):/u.test(url) || hosts.some((host) => url.startsWith(`${host}/`));
    if (!isOwn) told(`asked another host: ${url}`);
  });
  page.on('response', (response) => {
    const isFile = !/\/api\//u.test(response.url()) && response.request().resourceType() !== 'document';
    if (response.status() >= 500 || (response.status() === 404 && isFile))
      told(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
};
