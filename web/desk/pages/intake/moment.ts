import { absoluteTime } from '../../clock.js';

const forms = {
  ago: /^-(\d{1,4})$/u,
  hour: /^(\d{1,2}):(\d{2})$/u,
  day: /^(\d{1,2})[-/](\d{1,2}) +(\d{1,2}):(\d{2})$/u,
  year: /^(\d{4})[-/](\d{1,2})[-/](\d{1,2}) +(\d{1,2}):(\d{2})$/u,
} as const;
const minuteMs = 60_000;
const dayMs = 86_400_000;

const pad = (part: string | undefined): string => (part ?? '').padStart(2, '0');

type Clock = readonly [hour: string | undefined, minute: string | undefined];

/** A real minute of Shanghai's clock that is not ahead; null where it is none. */
const past = (date: string, [hour, minute]: Clock, now: number): string | null => {
  const written = `${date}T${pad(hour)}:${pad(minute)}:00+08:00`;
  const at = Date.parse(written);
  const isReal = !Number.isNaN(at) && absoluteTime(at).startsWith(`${date} ${pad(hour)}:${pad(minute)}`);
  return isReal && at <= now ? written : null;
};

/**
 * When it occurred, as an agent types it: `09:30`, `11-24 09:30`, `2026-11-24 09:30`, or `-15` for minutes ago; the
 * latest such moment that is not ahead, as RFC 3339 in Shanghai. Null when it is none of these.
 */
export const parseMoment = (typed: string, now: number): string | null => {
  const text = typed.normalize('NFKC').trim();
  const today = absoluteTime(now).slice(0, 10);
  const ago = forms.ago.exec(text);
  if (ago !== null) {
    const [date = '', time = ''] = absoluteTime(now - Number(ago[1]) * minuteMs).split(' ');
    return `${date}T${time.slice(0, 5)}:00+08:00`;
  }
  const hour = forms.hour.exec(text);
  if (hour !== null) {
    const yesterday = absoluteTime(now - dayMs).slice(0, 10);
    return past(today, [hour[1], hour[2]], now) ?? past(yesterday, [hour[1], hour[2]], now);
  }
  const day = forms.day.exec(text);
  if (day !== null) {
    const year = Number(today.slice(0, 4));
    const date = `${pad(day[1])}-${pad(day[2])}`;
    return (
      past(`${year}-${date}`, [day[3], day[4]], now) ?? past(`${year - 1}-${date}`, [day[3], day[4]], now)
    );
  }
  const full = forms.year.exec(text);
  return full === null
    ? null
    : past(`${full[1] ?? ''}-${pad(full[2])}-${pad(full[3])}`, [full[4], full[5]], now);
};
