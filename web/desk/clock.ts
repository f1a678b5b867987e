const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `2026-11-24 09:30:05`, as a clock in Shanghai shows it. */
export const absoluteTime = (at: string | number): string => shanghai.format(new Date(at));
