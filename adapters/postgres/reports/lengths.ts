/** SQL for many lengths (double precision) as one value, for {@link unpacked}: a row each would take much longer to send and to read. */
export const packedSql = (length: string): string => `string_agg(float8send(${length}), ''::bytea)`;

const bytesEach = 8;

/** The lengths of one value, in no order; null is none. */
export const unpacked = (packed: Buffer | null): Float64Array => {
  const lengths = new Float64Array((packed?.length ?? 0) / bytesEach);
  // Postgres sends the highest byte first.
  for (let i = 0; i < lengths.length; i += 1) lengths[i] = packed?.readDoubleBE(i * bytesEach) ?? 0;
  return lengths;
};

export const joined = (parts: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** As `round(percentile_cont(share))` of Postgres: between two lengths in proportion, halves to the even; null of nothing. */
export const quantileOf = (sorted: Float64Array, share: number): number | null => {
  const place = share * (sorted.length - 1);
  const [lower, upper] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (lower === undefined || upper === undefined) return null;
  const exact = lower + (place - Math.floor(place)) * (upper - lower);
  const rounded = Math.round(exact);
  return rounded - exact === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};
