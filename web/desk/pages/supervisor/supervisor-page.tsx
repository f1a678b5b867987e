import { Alert, Badge, Button, Card, Result, Skeleton, Typography } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useWords } from '../../i18n.js';
import { useShortcuts } from '../../shell/shortcuts.js';
import { DecisionPanel, firstChoice, type ChoiceMade } from './decision-panel.js';
import { sections, type Section } from './sections.js';
import { mostShown, useWaiting, type WaitingList } from './use-waiting.js';
import { WaitingRow } from './waiting-row.js';
import './supervisor-page.css';

interface Chosen {
  readonly section: Section;
  readonly no: string;
}

const chosenIn = (search: string): Chosen | null => {
  const asked = new URLSearchParams(search);
  const section = sections.find(({ id }) => id === asked.get('in'));
  const no = asked.get('no');
  return section === undefined || no === null ? null : { section, no };
};

/** What is chosen stands in the address, so that coming back from the ticket finds it. */
const useChosen = () => {
  const [, go] = useLocation();
  const search = useSearch();
  return {
    chosen: useMemo(() => chosenIn(search), [search]),
    /** As of this moment: a key pressed right after choosing finds the choice, drawn or not. */
    current: useCallback(() => chosenIn(location.search), []),
    choose: useCallback(
      (next: Chosen | null) =>
        go(next === null ? '/supervisor' : `/supervisor?in=${next.section.id}&no=${next.no}`, {
          replace: true,
        }),
      [go],
    ),
  };
};

/** All that waits for a supervisor, and the panel to deal with it one after the other. */
export const SupervisorPage = () => {
  const t = useWords('supervisor');
  const common = useWords('common');
  const [, go] = useLocation();
  const { lists, isError, retry } = useWaiting();
  const { chosen, current, choose } = useChosen();
  const [choice, keepChoice] = useState<ChoiceMade>(firstChoice);
  const setChoice = useCallback(
    (index: number, isByKey = false) => keepChoice(({ nth }) => ({ index, nth: nth + 1, isByKey })),
    [],
  );
  const rows = useMemo(
    () =>
      (lists ?? []).flatMap(({ section, tickets }) => tickets.map((ticket) => ({ section, no: ticket.no }))),
    [lists],
  );
  const placeOf = useCallback(
    (one: Chosen | null) => rows.findIndex(({ section, no }) => section === one?.section && no === one.no),
    [rows],
  );
  const at = placeOf(chosen);
  // Where the chosen one stood, for when it is dealt with and gone.
  const last = useRef(0);
  useEffect(() => {
    if (at >= 0) last.current = at;
  }, [at]);

  const move = useCallback(
    (by: number) => {
      const now = current();
      const place = placeOf(now);
      const from = place >= 0 ? place + by : by > 0 ? (now === null ? 0 : last.current) : last.current - 1;
      const next = rows[Math.max(0, Math.min(rows.length - 1, from))];
      if (next === undefined) return;
      setChoice(0);
      choose(next);
    },
    [current, placeOf, rows, choose, setChoice],
  );
  const take = useCallback(
    (index: number) => {
      const now = current();
      if (now === null) return move(1);
      if (now.section.choices[index] === undefined) return;
      setChoice(index, true);
    },
    [current, move, setChoice],
  );
  const [first, second] = chosen?.section.choices ?? [];
  const titleOf = useCallback(
    (one: typeof first): string =>
      one?.title === undefined ? t('act', { section: t(chosen?.section.id ?? 'decisions') }) : t(one.title),
    [t, chosen?.section.id],
  );
  useShortcuts(
    useMemo(
      () => [
        { keys: 'j', title: t('next'), run: () => move(1) },
        { keys: 'k', title: t('previous'), run: () => move(-1) },
        {
          keys: 'Enter',
          title: t('open'),
          run: () => {
            const no = current()?.no;
            if (no !== undefined) go(`/t/${no}`);
          },
        },
        { keys: 'a', title: titleOf(first), run: () => take(0) },
        ...(second === undefined ? [] : [{ keys: 'd', title: titleOf(second), run: () => take(1) }]),
      ],
      [t, move, go, current, take, first, second, titleOf],
    ),
  );
  if (isError)
    return (
      <Result
        status="warning"
        title={t('failed')}
        extra={
          <Button type="primary" onClick={retry}>
            {common('retry')}
          </Button>
        }
      />
    );
  if (lists === null) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <div className={chosen === null ? 'supervisor' : 'supervisor with-chosen'}>
      <section className="waiting" aria-label={t('list')}>
        <Typography.Title level={1}>{common('supervisor')}</Typography.Title>
        {rows.length > 0 && <p className="hint keys-hint">{t('keysHint')}</p>}
        {lists
          .filter(({ tickets }) => tickets.length > 0)
          .map((list) => (
            <Group
              key={list.section.id}
              list={list}
              chosen={chosen}
              choose={choose}
              reset={() => setChoice(0)}
            />
          ))}
        <p className="nothing hint">
          {lists
            .filter(({ tickets }) => tickets.length === 0)
            .map(({ section }) => `${t(section.id)} 0`)
            .join(' · ')}
        </p>
      </section>
      <section className="panel" aria-label={t('panel')}>
        {chosen !== null ? (
          <Card>
            <Button className="to-list" type="link" onClick={() => choose(null)}>
              ← {t('backToList')}
            </Button>
            <DecisionPanel
              section={chosen.section}
              no={chosen.no}
              choice={choice}
              setChoice={setChoice}
              isGone={at < 0}
              done={() => move(1)}
            />
          </Card>
        ) : rows.length === 0 ? (
          <Result status="success" title={t('allDone')} subTitle={t('allDoneHint')} />
        ) : (
          <Alert type="info" title={t('choose')} />
        )}
      </section>
    </div>
  );
};

const Group = ({
  list: { section, tickets, hasMore },
  chosen,
  choose,
  reset,
}: {
  readonly list: WaitingList;
  readonly chosen: Chosen | null;
  readonly choose: (next: Chosen) => void;
  readonly reset: () => void;
}) => {
  const t = useWords('supervisor');
  return (
    <section aria-labelledby={`waiting-${section.id}`}>
      <Typography.Title level={2} id={`waiting-${section.id}`}>
        {t(section.id)} <Badge count={tickets.length} overflowCount={mostShown - 1} color="#a8071a" />
      </Typography.Title>
      <p className="hint">{t(section.hint)}</p>
      <ul>
        {tickets.map((ticket) => (
          <WaitingRow
            key={ticket.no}
            waiting={{ section, ticket }}
            isChosen={chosen?.section === section && chosen.no === ticket.no}
            choose={() => {
              reset();
              choose({ section, no: ticket.no });
            }}
          />
        ))}
      </ul>
      {hasMore && <p className="hint">{t('more', { n: mostShown })}</p>}
    </section>
  );
};
