/** One place in which two JSON values differ; undefined where one of them has nothing there. */
export interface Difference {
  /** JSON Pointer. */
  readonly pointer: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Where two JSON values differ, as deep as possible; lists that differ are given as a whole. */
export const differences = (from: unknown, to: unknown, pointer = ''): readonly Difference[] => {
  if (isRecord(from) && isRecord(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) =>
      differences(from[name], to[name], `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
  }
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [{ pointer, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
