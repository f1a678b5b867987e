import './typescript-loader.mjs';

const { teardown } = await import(new URL('global.ts', import.meta.url).href);

export default teardown;
