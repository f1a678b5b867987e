import { App, Button, Form, Popconfirm, Typography } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { ProblemError } from '../../api/client.js';
import { useCalls, useRegister, type Call } from '../../api/intake.js';
import { useWords } from '../../i18n.js';
import { useShortcuts, type Shortcut } from '../../shell/shortcuts.js';
import { spanWords, useNow } from '../../time.js';
import { Aside } from './aside.js';
import { CallForm, type Errors } from './call-form.js';
import {
  correctedFields,
  gapsOf,
  intakeOf,
  isUntouched,
  pointers,
  type FieldName,
  type Tick,
} from './draft.js';
import { Filed } from './filed.js';
import { ReadBack, useSpoken } from './read-back.js';
import { useCallAtHand } from './use-call.js';
import './intake-page.css';

const longestCorrections = 4000;
const none: readonly Shortcut[] = [];

/** §2.1 on the phone: one screen for a call, to be gone through by keyboard alone. */
export const IntakePage = () => {
  const t = useWords('intake');
  const common = useWords('common');
  const { message, modal } = App.useApp();
  const call = useCallAtHand();
  const { draft, take } = call;
  const register = useRegister();
  const now = useNow();
  const spoken = useSpoken(now);
  const [isReading, setReading] = useState(false);
  const [hasTried, setTried] = useState(false);
  const [refused, setRefused] = useState<Errors>({});
  const [problem, setProblem] = useState<string | null>(null);
  const answer = (announced: Call): void => {
    const fill = (): void => {
      take(announced);
      setTried(false);
      void message.info(t('taken'));
      focusOn('said');
    };
    if (isUntouched(draft) || draft.filed !== null) fill();
    else
      modal.confirm({
        title: t('callFrom', { caller: announced.caller }),
        content: t('replaceSure'),
        onOk: fill,
      });
  };
  useAnnounced(answer);

  const gaps = gapsOf(draft, now);
  const shown: Errors = {
    ...refused,
    ...(hasTried ? Object.fromEntries(Object.entries(gaps).map(([name, word]) => [name, t(word)])) : {}),
  };
  const corrections = correctedFields(draft).map((name) =>
    t('wasBefore', { field: t(name), value: spoken(name, draft.readBack?.[name] ?? '') }),
  );
  const intake = intakeOf(
    draft,
    now,
    corrections.length === 0
      ? null
      : t('corrected', { fields: corrections.join('；') }).slice(0, longestCorrections),
  );
  const readBack = (): void => {
    setTried(true);
    setProblem(null);
    setRefused({});
    const first = inOrder.find((name) => gaps[name] !== undefined);
    if (first !== undefined) {
      void message.warning(t('fix', { n: Object.keys(gaps).length }));
      focusOn(first);
      return;
    }
    call.readBack();
    setReading(true);
  };
  const file = async (): Promise<void> => {
    setProblem(null);
    try {
      const { ticket, expectedResponseAt } = await register.mutateAsync({ intake, key: draft.key });
      setReading(false);
      setTried(false);
      call.filed(ticket.no, expectedResponseAt);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status >= 500) {
        setProblem(t('noAnswer'));
        return;
      }
      const { problem: told } = error;
      setProblem(told.detail);
      // Nothing was filed; what is sent next is another request, unless this one had been filed before.
      if (told.code !== 'idempotency-conflict') call.refused();
      const wrong = told.errors.flatMap(({ pointer, detail }) => {
        const name = (Object.keys(pointers) as FieldName[]).find((one) => pointers[one] === pointer);
        return name === undefined ? [] : [[name, detail] as const];
      });
      setRefused(Object.fromEntries(wrong));
    }
  };
  const clear = (): void => {
    call.clear();
    setTried(false);
    setRefused({});
    setProblem(null);
    focusOn('said');
  };
  useShortcuts(
    isReading || draft.filed !== null ? none : [{ keys: 'mod+Enter', title: t('toReadBack'), run: readBack }],
  );
  if (draft.filed !== null) return <Filed {...draft.filed} next={clear} />;
  return (
    <div className="intake">
      <div className="call">
        <header>
          <Typography.Title level={1}>{common('intake')}</Typography.Title>
          {draft.startedAt !== null && <Elapsed since={draft.startedAt} />}
          {draft.startedAt !== null && (
            <Popconfirm title={t('clearSure')} onConfirm={clear}>
              <Button size="small">{t('clear')}</Button>
            </Popconfirm>
          )}
        </header>
        <p className="hint keys-hint">{t('keys')}</p>
        <Form layout="vertical" component={false}>
          <CallForm call={call} errors={shown} />
        </Form>
        <footer>
          <Button type="primary" size="large" onClick={readBack}>
            {t('toReadBack')} <kbd>Ctrl Enter</kbd>
          </Button>
        </footer>
      </div>
      <Aside draft={draft} take={answer} />
      <ReadBack
        values={draft.values}
        intake={isReading ? intake : null}
        problem={problem}
        isSending={register.isPending}
        change={() => setReading(false)}
        confirm={() => void file()}
      />
    </div>
  );
};

const inOrder: readonly (FieldName | Tick)[] = [
  'said',
  'name',
  'department',
  'extension',
  'email',
  'confirmed',
  'symptom',
  'occurredAt',
  'impact',
  'attempted',
  'type',
  'urgency',
];

const focusOn = (name: FieldName | Tick): void => {
  window.setTimeout(() => {
    const place = document.getElementById(`intake-${name}`);
    (place?.querySelector<HTMLElement>('input') ?? place)?.focus();
  }, 0);
};

const Elapsed = ({ since }: { readonly since: number }) => {
  const t = useWords('intake');
  const common = useWords('common');
  const now = useNow();
  return <span className="hint">{t('elapsed', { span: spanWords(now - since, common) })}</span>;
};

/** Answers the call that the address names, once. */
const useAnnounced = (answer: (call: Call) => void): void => {
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('call');
  const calls = useCalls().data?.calls;
  const answered = useRef<string | null>(null);
  useEffect(() => {
    const announced = calls?.find(({ id }) => id === asked);
    if (announced === undefined || answered.current === announced.id) return;
    answered.current = announced.id;
    go('/intake', { replace: true });
    answer(announced);
  }, [asked, calls, answer, go]);
};
