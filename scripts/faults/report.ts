import type { Verdict } from './check/check.js';
import type { Rig } from './rig.js';

/** What a long run came to, in lines to be printed. */
export const reportLines = ({ journal }: Rig, verdict: Verdict): readonly string[] => {
  const { violations, notices, lateness, tickets, entries, settledMs } = verdict;
  const count = (outcome: string): number =>
    journal.operations.filter((operation) => operation.outcome === outcome).length;
  const repeated = journal.operations.filter(({ sent }) => sent > 1).length;
  const perThousand = (n: number): string => ((n / Math.max(1, notices.notices)) * 1000).toFixed(1);
  return [
    '',
    `operations   ${journal.operations.length}: ${count('ok')} acknowledged, ${count('refused')} refused, ${count('unknown')} unanswered; ${repeated} sent more than once`,
    `faults       ${journal.outages.length}: ${tally(journal.outages.map(({ part, how }) => `${part} ${how}`))}`,
    `desk         ${tickets} tickets, ${entries} entries; nothing waited ${(settledMs / 1000).toFixed(1)} s after the last action`,
    `notices      ${notices.notices} by mail; per 1,000: ${perThousand(notices.duplicates)} sent twice (same Message-ID), ${perThousand(notices.lost)} lost`,
    `lateness     duties without an outage: ${spread(lateness.usual)}`,
    `             after the end of one:     ${spread(lateness.afterOutage)}`,
    `violations   ${violations.length}`,
    ...violations.map(({ rule, where, what }) => `  ${rule}  ${where}  ${what}`),
  ];
};

const tally = (names: readonly string[]): string => {
  const counted = new Map<string, number>();
  for (const name of names) counted.set(name, (counted.get(name) ?? 0) + 1);
  return [...counted].map(([name, n]) => `${name} ${n}`).join(', ');
};

const spread = (values: readonly number[]): string => {
  if (values.length === 0) return 'none';
  const ascending = [...values].sort((a, b) => a - b);
  const at = (share: number): number => ascending[Math.floor((ascending.length - 1) * share)] ?? 0;
  return `${values.length}, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`;
};
