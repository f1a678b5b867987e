import { manualPolicy, type Policy } from '../../domain/policy.js';
import { parseSpan, type Span } from '../../domain/span.js';

/** What working days become in the demo, where whole days cannot be waited for. */
const workingDays: Readonly<Record<string, Span>> = {
  '1 wd': '20 s',
  '3 wd': '40 s',
  '10 wd': '60 s',
};

const quick = (value: unknown, path: string): unknown => {
  if (path.endsWith('/calendar') || path.endsWith('/businessHours')) return value;
  if (typeof value === 'string' && /^\d+(?:\.\d+)? (?:s|min|h|d|wd|bh)$/u.test(value))
    return workingDays[value] ?? (`${parseSpan(value as Span).ms / 60_000} s` satisfies Span);
  if (Array.isArray(value)) return value.map((item) => quick(item, path));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, quick(item, `${path}/${name}`)]),
    );
  return value;
};

/** The manual's policy with minutes as seconds. */
export const quickPolicy = (version: number): Policy => ({
  ...(quick(manualPolicy, '') as Policy),
  version,
  name: '演示：分钟作秒 / demo: minutes are seconds',
});
