import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const measured = `
const size = () => {
  const box = document.createElement('div');
  Object.assign(box.style, { position: 'absolute', top: 0, width: '100px', height: '100px', overflow: 'scroll' });
  document.body.append(box);
  const found = { width: box.offsetWidth - box.clientWidth, height: box.offsetHeight - box.clientHeight };
  box.remove();
  return found;
};
export default () => size().width;
export const getTargetScrollBarSize = size;
`;

/** The library measures scroll bars by a style of its own without the page's nonce; here they are as browsers have them. */
const scrollBars: Plugin = {
  name: 'scroll-bars',
  enforce: 'pre',
  load: (id) => (id.endsWith('/@rc-component/util/es/getScrollBarSize.js') ? measured : null),
};

// The staff application: built into dist/pages and served by the API under /desk, from this host alone.
export default defineConfig({
  root: here('.'),
  base: '/desk/',
  plugins: [scrollBars],
  // Put in by the API for each page view: see api/routes/pages.ts.
  html: { cspNonce: '__CSP_NONCE__' },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: here('../../dist/pages'),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined data: URLs would need holes in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      onLog: (level, log, report) => {
        // Libraries mark their client parts for servers that render; there is none here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
