import { z } from 'zod';
import { pattern } from './schema.js';

/** What a span counts: every moment, the 24 h of each working day, or only business hours on working days. */
export type Counts = 'clock' | 'working-days' | 'business-hours';

type Unit = { ms: number; counts: Counts; 'zh-CN': string; en: string };

const units = {
  s: { ms: 1000, counts: 'clock', 'zh-CN': '秒', en: 'second' },
  min: { ms: 60_000, counts: 'clock', 'zh-CN': '分钟', en: 'minute' },
  h: { ms: 3_600_000, counts: 'clock', 'zh-CN': '小时', en: 'hour' },
  d: { ms: 86_400_000, counts: 'clock', 'zh-CN': '天', en: 'day' },
  wd: { ms: 86_400_000, counts: 'working-days', 'zh-CN': '个工作日', en: 'working day' },
  bh: { ms: 3_600_000, counts: 'business-hours', 'zh-CN': '个工作小时', en: 'business hour' },
} as const satisfies Record<string, Unit>;

export type SpanUnit = keyof typeof units;

/** A length of time as a policy writes it: `15 min`, `4 h`, `30 s`, `7 d` by the clock, `3 wd`, `8 bh`; `1.5 h` too. */
export type Span = `${number} ${SpanUnit}`;

export type SpanLanguage = 'zh-CN' | 'en';

/** Ten years: nothing the manual asks for is longer, and a slip of the pen is refused. */
const longestMs = 3660 * 86_400_000;

/** Nine decimals name every millisecond in any unit. */
const spanForm = /^(\d{1,9}(?:\.\d{1,9})?) (s|min|h|d|wd|bh)$/;

/** Refuses what is no span and what is over ten years; `0 min` is a span. */
export const spanSchema = z
  .string()
  .regex(
    pattern(spanForm),
    'Write a number, a space and a unit: s, min, h, d, wd (working days) or bh (business hours)',
  )
  .refine(
    (text) => !spanForm.test(text) || parseSpan(text as Span).ms <= longestMs,
    'Must not be longer than 3660 days',
  ) as unknown as z.ZodType<Span, Span>;

/** Length in whole milliseconds of counted time. Throws RangeError on what `spanSchema` would refuse as no span. */
export function parseSpan(span: Span): { ms: number; counts: Counts } {
  const { value, unit } = split(span);
  return { ms: Math.round(value * units[unit].ms), counts: units[unit].counts };
}

/** A share or a multiple of a span in the same unit, to the nearest millisecond; a negative factor gives zero. */
export function scaleSpan(span: Span, factor: number): Span {
  return spanOf(Math.max(0, Math.round(parseSpan(span).ms * factor)), span);
}

/** Counted time as a span in the unit of another one, to the millisecond. */
export function spanOf(ms: number, like: Span): Span {
  const { unit } = split(like);
  const digits = (ms / units[unit].ms).toFixed(9).replace(/\.?0+$/, '');
  return `${digits} ${unit}` as Span;
}

/** Plain words: `15 分钟`, `3 个工作日`, `3 hours 12 minutes`. Decimals are kept for working days and business hours, to two places. */
export function spanText(span: Span, language: SpanLanguage): string {
  const { value, unit } = split(span);
  if (Number.isInteger(value) || units[unit].counts !== 'clock') {
    return words(Math.round(value * 100) / 100, unit, language);
  }
  let left = parseSpan(span).ms;
  const parts: string[] = [];
  for (const part of ['d', 'h', 'min'] as const) {
    const whole = Math.floor(left / units[part].ms);
    left -= whole * units[part].ms;
    if (whole > 0) parts.push(words(whole, part, language));
  }
  if (left > 0 || parts.length === 0) parts.push(words(left / 1000, 's', language));
  return parts.join(' ');
}

function words(value: number, unit: SpanUnit, language: SpanLanguage): string {
  const plural = language === 'en' && value !== 1 ? 's' : '';
  return `${value} ${units[unit][language]}${plural}`;
}

function split(span: string): { value: number; unit: SpanUnit } {
  const match = spanForm.exec(span);
  if (match === null) throw new RangeError(`not a span: ${span}`);
  return { value: Number(match[1]), unit: match[2] as SpanUnit };
}
