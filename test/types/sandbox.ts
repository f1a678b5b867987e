// Compiled by tsconfig.sandbox.json only: should an import ever bring Node's or the DOM's types into
// the sandbox, these lines begin to compile and the check fails.

// @ts-expect-error Node's globals are not there
export const node = process;

// @ts-expect-error nor are the DOM's
export const dom = fetch;
