import type { ReportBody } from '../../../domain/reports/answer.js';
import type { Label } from '../../../domain/words.js';
import { useGet } from './queries.js';

interface ListedReport {
  readonly name: string;
  readonly title: Label;
}

export const useReports = () => useGet<{ reports: readonly ListedReport[] }>('/api/reports');

/** Where a report is read, with its filters; the same address gives the workbook with `format=xlsx`. */
export const reportPath = (report: string, filters: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams(
    Object.entries(filters).filter((pair): pair is [string, string] => (pair[1] ?? '') !== ''),
  );
  return `/api/reports/${encodeURIComponent(report)}?${query}`;
};

export const useReport = (path: string) => useGet<ReportBody>(path);
