import './typescript-loader.mjs';

const { setup } = await import(new URL('global.ts', import.meta.url).href);

export default setup;
