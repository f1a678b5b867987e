import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The staff application: built into dist/pages and served by the API under /desk, from this host alone.
export default defineConfig({
  root: here('.'),
  base: '/desk/',
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
