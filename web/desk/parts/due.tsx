import { Tooltip } from 'antd';
import { duties } from '../../../domain/duties.js';
import type { Duty } from '../api/types.js';
import { useLabel, useWords } from '../i18n.js';
import { AlertIcon, CheckIcon, ClockIcon, CrossIcon, PauseIcon } from '../shell/icons.js';
import { absoluteTime, spanWords, useOfNow, type Words } from '../time.js';
import './due.css';

type Look = 'overdue' | 'late' | 'soon' | 'calm' | 'paused' | 'done' | 'off';

const soonMs = 10 * 60_000;

const icons = {
  overdue: AlertIcon,
  late: AlertIcon,
  soon: ClockIcon,
  calm: ClockIcon,
  paused: PauseIcon,
  done: CheckIcon,
  off: CrossIcon,
} as const satisfies Record<Look, unknown>;

const lookOf = (duty: Duty, now: number): Look => {
  if (duty.state === 'met' || duty.doneAt !== null) return 'done';
  if (!duty.owed) return duty.state === 'missed' ? 'late' : 'off';
  if (duty.state === 'paused') return 'paused';
  const left = duty.dueAt === null ? Infinity : Date.parse(duty.dueAt) - now;
  if (left <= 0) return 'overdue';
  return left <= soonMs || (duty.warnAt !== null && Date.parse(duty.warnAt) <= now) ? 'soon' : 'calm';
};

/** Of what is still owed, what is due first; what waits comes last. */
export const nextOwed = (duties: readonly Duty[]): Duty | null =>
  duties
    .filter(({ owed }) => owed)
    .toSorted((one, other) => timeOf(one) - timeOf(other))
    .at(0) ?? null;

const timeOf = ({ dueAt }: Duty): number => (dueAt === null ? Infinity : Date.parse(dueAt));

/** A duty with its countdown: colour, sign and words together, never colour alone. */
export const Due = ({ duty, withTitle = true }: { readonly duty: Duty; readonly withTitle?: boolean }) => {
  const t = useWords('common');
  const label = useLabel();
  // Looked at each second, but most words stand for a minute.
  const [look, words] = useOfNow((now) => `${lookOf(duty, now)} ${wordsOf(duty, now, t)}`).split(
    / (.*)/u,
  ) as [Look, string];
  const Icon = icons[look];
  const title = label(duties[duty.duty].title);
  return (
    <Tooltip title={duty.dueAt === null ? title : `${title} · ${absoluteTime(duty.dueAt)} · ${duty.clause}`}>
      <span className={`due ${look}`}>
        <Icon />
        {withTitle && <span>{title}</span>}
        <span className="left">{words}</span>
      </span>
    </Tooltip>
  );
};

const wordsOf = (duty: Duty, now: number, t: Words): string => {
  const left = duty.dueAt === null ? null : Date.parse(duty.dueAt) - now;
  return {
    overdue: () => t('overdueBy', { span: spanWords(left ?? 0, t) }),
    late: () => t('missed'),
    soon: () => t('dueIn', { span: spanWords(left ?? 0, t) }),
    calm: () => (left === null ? t('running') : t('dueIn', { span: spanWords(left, t) })),
    paused: () => t('paused'),
    done: () => (duty.state === 'missed' ? `${t('missed')} · ${t('met')}` : t('met')),
    off: () => t('cancelled'),
  }[lookOf(duty, now)]();
};
