import { useGet } from './queries.js';

export interface Stint {
  readonly group: string;
  readonly person: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly by: 'shift' | 'rotation' | 'substitute';
  readonly insteadOf?: string;
}
export interface Gap {
  readonly group: string;
  readonly from: string;
  readonly to: string;
}
export interface Shift {
  readonly id: string;
  readonly group: string;
  readonly person: string;
  readonly from: string;
  readonly to: string | null;
}
export type RotationDays = 'every-day' | 'working-days' | 'rest-days';
export interface RotationInput {
  readonly group: string;
  readonly name: string;
  readonly people: readonly string[];
  readonly turnDays: number;
  readonly slots: readonly { readonly from: string; readonly to: string; readonly offset: number }[];
  readonly days: RotationDays;
  readonly startsOn: string;
  readonly endsOn: string | null;
}
export interface Rotation extends RotationInput {
  readonly id: string;
}
export interface Absence {
  readonly id: string;
  readonly person: string;
  readonly group: string | null;
  readonly substitute: string | null;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}
export interface RosterPeriod {
  readonly stints: readonly Stint[];
  readonly gaps: readonly Gap[];
  readonly shifts: readonly Shift[];
  readonly rotations: readonly Rotation[];
  readonly absences: readonly Absence[];
  readonly version: number;
}
export interface OnDutyGroup {
  readonly group: string;
  readonly onDuty: readonly { readonly id: string; readonly name: string; readonly openDuties: number }[];
}
export interface CalendarYear {
  readonly year: number;
  readonly status: 'announced' | 'provisional';
  readonly off: readonly string[];
  readonly work: readonly string[];
  readonly source: string;
}

/** Everything the roster's paths begin with. */
export const rosterPaths = ['/api/roster'];

export const useRoster = (from: string, to: string) =>
  useGet<RosterPeriod>(`/api/roster?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`);
export const useOnDuty = () => useGet<{ groups: readonly OnDutyGroup[] }>('/api/roster/on-duty');
export const useGaps = () => useGet<{ gaps: readonly Gap[] }>('/api/roster/gaps?days=14');
export const useCalendars = () =>
  useGet<{
    policyVersion: number;
    years: readonly CalendarYear[];
    warnings: readonly {
      readonly year: number;
      readonly status: 'provisional' | 'missing';
      readonly detail: Readonly<Record<'zh-CN' | 'en', string>>;
    }[];
  }>('/api/calendars');
