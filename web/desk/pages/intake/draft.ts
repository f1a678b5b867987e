import type { TicketType, Urgency } from '../../../../domain/words.js';
import type { Intake } from '../../api/intake.js';
import type { WordKey } from '../../../words/words.js';
import { absoluteTime } from '../../time.js';
import { parseMoment } from './moment.js';

/** Fields of the call with the pointer that the API names each by. */
export const pointers = {
  name: '/reporter/name',
  department: '/reporter/department',
  extension: '/reporter/extension',
  email: '/reporter/email',
  symptom: '/description/symptom',
  occurredAt: '/description/occurredAt',
  impact: '/description/impact',
  attempted: '/description/attempted',
  type: '/type',
  urgency: '/urgency',
} as const;
export type FieldName = keyof typeof pointers;
export const fieldNames = Object.keys(pointers) as FieldName[];
export type Values = Readonly<Record<FieldName, string>>;

/** Steps of the script that the agent ticks (§2.1.2, §2.1.3). */
export const ticks = ['said', 'confirmed'] as const;
export type Tick = (typeof ticks)[number];

/** One call as far as it has got; kept in this window until it is filed or cleared. */
export interface Draft {
  /** The request's own name: however often it is sent, it is filed once. */
  readonly key: string;
  readonly startedAt: number | null;
  readonly done: Readonly<Record<Tick, boolean>>;
  /** The reporter in the desk's directory. */
  readonly who: string | null;
  readonly values: Values;
  /** What was read back first; a later difference is a correction (§2.1.6). */
  readonly readBack: Values | null;
  readonly filed: { readonly no: string; readonly expectedResponseAt: string | null } | null;
}

export const newDraft = (now: number): Draft => ({
  key: crypto.randomUUID(),
  startedAt: null,
  done: { said: false, confirmed: false },
  who: null,
  values: {
    ...(Object.fromEntries(fieldNames.map((name) => [name, ''])) as Record<FieldName, string>),
    occurredAt: absoluteTime(now).slice(0, 16),
    urgency: 'normal',
  },
  readBack: null,
  filed: null,
});

/** Apart by agent, for several may sign in at one window. */
const storageKey = (agent: string): string => `desk.intake.${agent}`;

export const keptDraft = (agent: string, now: number): Draft => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey(agent)) ?? 'null') as Partial<Draft> | null;
    const fresh = newDraft(now);
    return kept === null ? fresh : { ...fresh, ...kept, values: { ...fresh.values, ...kept.values } };
  } catch {
    return newDraft(now);
  }
};

export const keepDraft = (agent: string, draft: Draft): void =>
  sessionStorage.setItem(storageKey(agent), JSON.stringify(draft));

/** Whether nothing was filled in yet, so that an incoming call may fill it. */
export const isUntouched = (draft: Draft): boolean => draft.startedAt === null && draft.filed === null;

export type Gaps = Readonly<Partial<Record<FieldName | Tick, WordKey<'intake'>>>>;

/** What the manual still asks for before it can be read back (§2.1.2–§2.1.5). */
export const gapsOf = ({ values, done }: Draft, now: number): Gaps => ({
  ...(done.said ? {} : { said: 'missingTick' }),
  ...(done.confirmed ? {} : { confirmed: 'missingTick' }),
  ...Object.fromEntries(
    fieldNames
      .filter((name) => name !== 'extension' && name !== 'email' && values[name].trim() === '')
      .map((name) => [name, 'missingField'] as const),
  ),
  ...(values.extension.trim() === '' && values.email.trim() === ''
    ? { extension: 'missingContact' as const }
    : {}),
  ...(values.occurredAt.trim() !== '' && parseMoment(values.occurredAt, now) === null
    ? { occurredAt: 'wrongTime' as const }
    : {}),
});

/** As the API takes it; asked for only when there are no gaps. */
export const intakeOf = ({ values }: Draft, now: number, corrections: string | null): Intake => {
  const said = Object.fromEntries(fieldNames.map((name) => [name, values[name].trim()])) as Values;
  return {
    channel: 'hotline',
    reporter: {
      name: said.name,
      department: said.department,
      ...(said.extension === '' ? {} : { extension: said.extension }),
      ...(said.email === '' ? {} : { email: said.email }),
    },
    description: {
      symptom: said.symptom,
      occurredAt: parseMoment(said.occurredAt, now) ?? said.occurredAt,
      impact: said.impact,
      attempted: said.attempted,
    },
    type: said.type as TicketType,
    urgency: said.urgency as Urgency,
    readBack: { confirmed: true, ...(corrections === null ? {} : { corrections }) },
  };
};

/** Fields that the reporter corrected when they were read back. */
export const correctedFields = ({ readBack, values }: Draft): readonly FieldName[] =>
  readBack === null ? [] : fieldNames.filter((name) => readBack[name].trim() !== values[name].trim());
