import { App, Button, Input, Modal, Space } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import {
  stageLabels,
  stages,
  typeLabels,
  ticketTypes,
  urgencies,
  urgencyLabels,
} from '../../../../domain/words.js';
import { useAct, useMe } from '../../api/queries.js';
import { ProblemError } from '../../api/client.js';
import type { Ticket } from '../../api/types.js';
import { useLabel, useWords } from '../../i18n.js';
import { Choice } from '../../parts/choice.js';
import { useShortcuts } from '../../shell/shortcuts.js';
import { BulkBar } from './bulk-bar.js';
import { TicketTable } from './ticket-table.js';
import { useChosenRow } from './use-chosen-row.js';
import { useTickets } from './use-tickets.js';
import { keepViews, queryOf, savedViews, viewsOf, type Filters, type View } from './views.js';
import { ViewList } from './view-list.js';
import './queue-page.css';

/** The queue by next due; the view and its filters stand in the address, so that a link keeps them. */
export const QueuePage = () => {
  const t = useWords('queue');
  const label = useLabel();
  const { message } = App.useApp();
  const me = useMe().data;
  const [, go] = useLocation();
  const search = useSearch();
  const [saved, setSaved] = useState(savedViews);
  const [naming, setNaming] = useState<string | null>(null);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const act = useAct();

  const views = useMemo(() => (me === undefined ? [] : [...viewsOf(me), ...saved]), [me, saved]);
  const { view: wanted, ...asked } = Object.fromEntries(new URLSearchParams(search)) as Filters & {
    view?: string;
  };
  const view = views.find(({ id }) => id === wanted) ?? views[0];
  const filters = useMemo<Filters>(
    () => ({ ...view?.filters, ...asked }),
    // The address is the state; objects made from it are new each time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
    [view, search],
  );
  const tickets = useTickets(view === undefined ? null : filters);
  const { rows } = tickets;
  const { at, current, choose: chooseRow, move, reset } = useChosenRow(rows);
  const setFilters = useCallback(
    (next: Filters) => {
      const query = queryOf({ ...next });
      go(
        `/?${view === undefined ? '' : `view=${encodeURIComponent(view.id)}`}${query === '' ? '' : `&${query}`}`,
        {
          replace: true,
        },
      );
      reset();
    },
    [go, view, reset],
  );
  const choose = (chosen: View): void => {
    setSelected([]);
    reset();
    go(`/?view=${encodeURIComponent(chosen.id)}`);
  };
  const claim = useCallback(
    async (ticket: Ticket | undefined) => {
      if (ticket === undefined) return;
      try {
        await act.mutateAsync({ no: ticket.no, action: 'claim', input: {}, key: crypto.randomUUID() });
        void message.success(t('claimed', { no: ticket.no }));
      } catch (error) {
        void message.error(error instanceof ProblemError ? error.problem.detail : t('empty'));
      }
    },
    [act, message, t],
  );
  useShortcuts(
    useMemo(
      () => [
        { keys: 'j', title: '↓', run: () => move(1) },
        { keys: 'k', title: '↑', run: () => move(-1) },
        {
          keys: 'Enter',
          title: t('no'),
          run: () => {
            const no = current()?.no;
            if (no !== undefined) go(`/t/${no}`);
          },
        },
        { keys: 'c', title: t('claim'), run: () => void claim(current()) },
        {
          keys: 'x',
          title: t('bulk'),
          run: () => {
            const no = current()?.no;
            if (no !== undefined)
              setSelected((now) => (now.includes(no) ? now.filter((one) => one !== no) : [...now, no]));
          },
        },
      ],
      [current, move, go, claim, t],
    ),
  );
  const chosenTickets = useMemo(() => {
    const wanted = new Set(selected);
    return wanted.size === 0 ? [] : rows.filter(({ no }) => wanted.has(no));
  }, [rows, selected]);
  const clear = useCallback(() => setFilters({}), [setFilters]);
  const isNarrowed = Object.keys(asked).length > 0;
  return (
    <div className="queue">
      <ViewList
        views={views}
        chosen={view?.id ?? ''}
        choose={choose}
        remove={(id) => {
          const left = saved.filter((one) => one.id !== id);
          keepViews(left);
          setSaved(left);
        }}
      />
      <section className="queue-list" aria-label={t('title')}>
        <Space wrap className="queue-filters">
          <Input.Search
            allowClear
            defaultValue={asked.q ?? ''}
            key={view?.id}
            placeholder={t('searchHint')}
            aria-label={t('searchHint')}
            onSearch={(q) => setFilters({ ...asked, q })}
            style={{ width: 220 }}
          />
          <Choice
            title={t('stage')}
            value={asked.stage}
            options={stages.map((value) => ({ value, label: label(stageLabels[value]) }))}
            choose={(stage) => setFilters({ ...asked, stage })}
          />
          <Choice
            title={t('urgency')}
            value={asked.urgency}
            options={urgencies.map((value) => ({ value, label: label(urgencyLabels[value]) }))}
            choose={(urgency) => setFilters({ ...asked, urgency })}
          />
          <Choice
            title={t('type')}
            value={asked.type}
            options={ticketTypes.map((value) => ({ value, label: label(typeLabels[value]) }))}
            choose={(type) => setFilters({ ...asked, type })}
          />
          {isNarrowed && <Button onClick={() => setFilters({})}>{t('clear')}</Button>}
          {isNarrowed && <Button onClick={() => setNaming('')}>{t('saveView')}</Button>}
        </Space>
        {selected.length > 0 && <BulkBar tickets={chosenTickets} done={() => setSelected([])} />}
        <TicketTable
          tickets={tickets}
          at={at}
          choose={chooseRow}
          selected={selected}
          setSelected={setSelected}
          clear={isNarrowed ? clear : undefined}
        />
      </section>
      <Modal
        open={naming !== null}
        title={t('saveView')}
        onCancel={() => setNaming(null)}
        okButtonProps={{ disabled: naming?.trim() === '' }}
        onOk={() => {
          const added: View = { id: crypto.randomUUID(), title: { name: naming?.trim() ?? '' }, filters };
          keepViews([...saved, added]);
          setSaved([...saved, added]);
          setNaming(null);
          choose(added);
        }}
      >
        <Input
          value={naming ?? ''}
          maxLength={30}
          placeholder={t('viewName')}
          aria-label={t('viewName')}
          onChange={({ target }) => setNaming(target.value)}
        />
      </Modal>
    </div>
  );
};
