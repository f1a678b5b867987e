import { useCallback, useEffect, useState } from 'react';
import type { Call, Reporter } from '../../api/intake.js';
import { useMe } from '../../api/queries.js';
import { absoluteTime } from '../../time.js';
import { keepDraft, keptDraft, newDraft, type Draft, type FieldName, type Tick } from './draft.js';

export interface CallAtHand {
  readonly draft: Draft;
  readonly set: (name: FieldName, value: string) => void;
  readonly tick: (name: Tick, isDone: boolean) => void;
  readonly choose: (reporter: Reporter) => void;
  readonly take: (call: Call) => void;
  /** Remembers what is read back for the first time. */
  readonly readBack: () => void;
  readonly refused: () => void;
  readonly filed: (no: string, expectedResponseAt: string | null) => void;
  readonly clear: () => void;
}

/** The call at hand; kept in this window through a reload. */
export const useCallAtHand = (): CallAtHand => {
  const agent = useMe().data?.id ?? '';
  const [draft, setDraft] = useState(() => keptDraft(agent, Date.now()));
  useEffect(() => keepDraft(agent, draft), [agent, draft]);
  const change = useCallback(
    (how: (draft: Draft) => Partial<Draft>) =>
      setDraft((now) => ({ ...now, startedAt: now.startedAt ?? Date.now(), ...how(now) })),
    [],
  );
  return {
    draft,
    set: useCallback(
      (name, value) =>
        change(({ values, who }) => ({
          // Somebody else's name is somebody else.
          who: name === 'name' ? null : who,
          values: { ...values, [name]: value },
        })),
      [change],
    ),
    tick: useCallback(
      (name, isDone) => change(({ done }) => ({ done: { ...done, [name]: isDone } })),
      [change],
    ),
    choose: useCallback(
      ({ id, name, department, extension, email }) =>
        change(({ values }) => ({
          who: id,
          values: { ...values, name, department, extension: extension ?? '', email: email ?? '' },
        })),
      [change],
    ),
    take: useCallback(
      ({ person, at, intake: { reporter } }) =>
        setDraft(() => {
          const fresh = newDraft(Date.now());
          return {
            ...fresh,
            startedAt: Date.now(),
            who: person?.id ?? null,
            values: {
              ...fresh.values,
              name: reporter.name,
              department: reporter.department,
              extension: reporter.extension,
              email: reporter.email ?? '',
              occurredAt: absoluteTime(at).slice(0, 16),
            },
          };
        }),
      [],
    ),
    readBack: useCallback(() => change((now) => ({ readBack: now.readBack ?? now.values })), [change]),
    refused: useCallback(() => change(() => ({ key: crypto.randomUUID() })), [change]),
    filed: useCallback(
      (no, expectedResponseAt) => change(() => ({ filed: { no, expectedResponseAt } })),
      [change],
    ),
    clear: useCallback(() => setDraft(newDraft(Date.now())), []),
  };
};
