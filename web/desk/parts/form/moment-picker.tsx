import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { absoluteTime } from '../../time.js';

/** The desk's clock is Shanghai's wherever the browser is: the picker shows its wall time. */
export const asWallTime = (instant: unknown): Dayjs | undefined =>
  typeof instant === 'string' ? dayjs(absoluteTime(instant)) : undefined;

/** Wall time of Shanghai as RFC 3339. */
export const fromWallTime = (wall: Dayjs | null): string | undefined =>
  wall === null ? undefined : `${wall.format('YYYY-MM-DDTHH:mm:ss')}+08:00`;

interface MomentPickerProps {
  readonly id?: string;
  readonly value?: string | null;
  readonly onChange?: (value: string | undefined) => void;
  readonly placeholder?: string;
}

/** Chooses a moment; its value is RFC 3339. */
export const MomentPicker = ({ value, onChange, placeholder, ...bound }: MomentPickerProps) => (
  <DatePicker
    {...bound}
    {...(placeholder === undefined ? {} : { placeholder })}
    showTime={{ format: 'HH:mm' }}
    format="YYYY-MM-DD HH:mm"
    value={asWallTime(value) ?? null}
    onChange={(wall: Dayjs | null) => onChange?.(fromWallTime(wall))}
  />
);

/** Chooses a day; its value is `2026-11-24`. */
export const DayPicker = ({ value, onChange, placeholder, ...bound }: MomentPickerProps) => (
  <DatePicker
    {...bound}
    {...(placeholder === undefined ? {} : { placeholder })}
    value={typeof value === 'string' ? dayjs(value) : null}
    onChange={(wall: Dayjs | null) => onChange?.(wall?.format('YYYY-MM-DD'))}
  />
);
