import { useSyncExternalStore } from 'react';
import { dayOf, type DayNumber } from '../../domain/instant.js';
import type { WordKey } from '../words/words.js';
import { absoluteTime } from './clock.js';

export { absoluteTime } from './clock.js';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

const tick = (): void => {
  now = Date.now();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = window.setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
};

/** What comes of the present, looked at once a second; who uses it is drawn anew only when that has changed. */
export const useOfNow = <T extends string | number>(of: (present: number) => T): T =>
  useSyncExternalStore(subscribe, () => of(now));

/** The present, once a second, the same for everything on the page. */
export const useNow = (): number => useOfNow((present) => present);

/** The day in Shanghai. */
export const useToday = (): DayNumber => useOfNow(dayOf);

/** Today only the hour, else the day as well: `09:30`, `11-24 09:30`. */
export const shortTime = (at: string | number, today: DayNumber): string => {
  const text = absoluteTime(at);
  return dayOf(new Date(at).getTime()) === today ? text.slice(11, 16) : text.slice(5, 16);
};

export type Words = (key: WordKey<'common'>, values?: Readonly<Record<string, string | number>>) => string;

/** A length of time in words, to the second below two minutes. */
export const spanWords = (ms: number, t: Words): string => {
  const seconds = Math.max(0, Math.floor(Math.abs(ms) / 1000));
  if (seconds < 120) return t('secondsShort', { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return t('minutesShort', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('hoursShort', { h: hours, m: minutes % 60 });
  return t('daysShort', { d: Math.floor(hours / 24), h: hours % 24 });
};
