/** What became of the notices of one channel, by the sink's own count. */
export interface ChannelVerdict {
  readonly channel: string;
  readonly notices: number;
  /** Arrived more often than once, under different ids. */
  readonly duplicates: number;
  /** Arrived more often than once under the same Message-ID or delivery id: the receiver can tell. */
  readonly repeated: number;
  /** Said to be sent, and never arrived. */
  readonly lost: number;
  /** Listed for a person to check, and how many of those had arrived. */
  readonly unknown: number;
  readonly unknownArrived: number;
}

/** Ticket numbers that a text names, those within its ranges too. */
export const numbersIn = (text: string): readonly string[] =>
  [...text.matchAll(/(TS\d{8})(\d+)(?:–TS\d{8}(\d+))?/gu)].flatMap(([, day, first, last]) =>
    Array.from(
      { length: Number(last ?? first) - Number(first) + 1 },
      (_, i) => `${day}${String(Number(first) + i).padStart(3, '0')}`,
    ),
  );

/** `arrived` has one key for each arrival; keys of repeatable channels are the ids that their receivers tell by. */
export const judge = (
  channel: string,
  {
    rows,
    arrived,
    isRepeatable,
  }: {
    readonly rows: readonly { readonly key: string; readonly state: string }[];
    readonly arrived: readonly string[];
    readonly isRepeatable: boolean;
  },
): ChannelVerdict => {
  const counts = new Map<string, number>();
  for (const key of arrived) counts.set(key, (counts.get(key) ?? 0) + 1);
  const more = [...counts.values()].filter((count) => count > 1).length;
  const unknown = rows.filter(({ state }) => state === 'unknown');
  return {
    channel,
    notices: rows.length,
    duplicates: isRepeatable ? 0 : more,
    repeated: isRepeatable ? more : 0,
    lost: rows.filter(({ key, state }) => state !== 'unknown' && !counts.has(key)).length,
    unknown: unknown.length,
    unknownArrived: unknown.filter(({ key }) => counts.has(key)).length,
  };
};
