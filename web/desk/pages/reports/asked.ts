import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { periodNames, periodOf, type Period, type PeriodName } from '../../../../domain/reports/periods.js';
import { absoluteTime } from '../../time.js';

/** What the address says; it is the whole state of the page, so that a link keeps it. */
export type Asked = Readonly<
  Partial<Record<'report' | 'period' | 'from' | 'to' | 'group' | 'type' | 'urgency' | 'person', string>>
>;

export const filterNames = ['group', 'type', 'urgency', 'person'] as const;
const usual: PeriodName = 'this-month';

export const periodName = ({ period }: Asked): PeriodName =>
  periodNames.find((name) => name === period) ?? usual;

const dateForm = /^\d{4}-\d{2}-\d{2}$/u;

export const periodAsked = (asked: Asked): Period => {
  const name = periodName(asked);
  const today = absoluteTime(Date.now()).slice(0, 10);
  if (name !== 'custom') return periodOf(name, today);
  const { from, to } = asked;
  const usually = periodOf(usual, today);
  const isGiven = dateForm.test(from ?? '') && dateForm.test(to ?? '');
  return isGiven ? { from: from ?? '', to: to ?? '' } : usually;
};

/** The address as filters, and how to change some of them. */
export const useAsked = () => {
  const search = useSearch();
  const [, go] = useLocation();
  const asked = useMemo(() => Object.fromEntries(new URLSearchParams(search)) as Asked, [search]);
  const change = useCallback(
    (changes: Asked) => {
      const kept = Object.entries({ ...asked, ...changes }).filter(([, value]) => (value ?? '') !== '');
      go(`/reports?${new URLSearchParams(kept)}`, { replace: true });
    },
    [asked, go],
  );
  return { asked, change };
};
