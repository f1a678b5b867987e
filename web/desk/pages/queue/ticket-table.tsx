import { Alert, Button, Empty, Table, type TableColumnsType, type TableRef } from 'antd';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useNames } from '../../api/queries.js';
import type { Ticket } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { Due, nextOwed } from '../../parts/due.js';
import { StageTag, TypeName, UrgencyTag } from '../../parts/tags.js';
import { Time } from '../../parts/time.js';
import type { Tickets } from './use-tickets.js';

interface TicketTableProps {
  readonly tickets: Tickets;
  readonly at: number;
  readonly choose: (no: string, index: number) => void;
  readonly selected: readonly string[];
  readonly setSelected: (numbers: readonly string[]) => void;
  readonly clear: (() => void) | undefined;
}

/** A ticket that has not changed is not drawn again by a key or a change elsewhere; what counts down does so by itself. */
const kept = { shouldCellUpdate: (ticket: Ticket, before: Ticket): boolean => ticket !== before } as const;
const nearEnd = 600;
const nearTop = 200;
const leastHeight = 240;
const leastWidth = 900;
/** Below this the columns would be out of sight: a ticket is told in one. */
const narrow = 600;

/** A row a ticket, only those in sight are drawn; more are read as the end comes near. */
export const TicketTable = memo(({ tickets, at, choose, selected, setSelected, clear }: TicketTableProps) => {
  const t = useWords('queue');
  const common = useWords('common');
  const names = useNames();
  const [, go] = useLocation();
  const box = useRef<HTMLDivElement>(null);
  const table = useRef<TableRef>(null);
  useEffect(() => table.current?.scrollTo({ index: at }), [at]);
  const toTop = (): void => {
    tickets.restart();
    table.current?.scrollTo({ index: 0 });
  };
  const [size, setSize] = useState({ width: leastWidth, height: 600, isNarrow: false });
  useEffect(() => {
    const fit = (): void => {
      const place = box.current?.getBoundingClientRect();
      const room = (place?.width ?? leastWidth) - 2;
      const isNarrow = room < narrow;
      setSize({
        isNarrow,
        width: isNarrow ? room : Math.max(leastWidth, room),
        height: Math.max(leastHeight, window.innerHeight - (place?.top ?? 0) - 60),
      });
    };
    fit();
    window.addEventListener('resize', fit);
    return () => window.removeEventListener('resize', fit);
  }, []);
  const columns = useMemo<TableColumnsType<Ticket>>(
    () => [
      {
        ...kept,
        title: t('nextDue'),
        width: 232,
        render: (_, { duties }) => {
          const duty = nextOwed(duties);
          return duty === null ? <span className="hint">{common('nothingOwed')}</span> : <Due duty={duty} />;
        },
      },
      {
        ...kept,
        title: t('no'),
        dataIndex: 'no',
        width: 130,
        render: (no: string) => <Link href={`/t/${no}`}>{no}</Link>,
      },
      {
        ...kept,
        title: t('urgency'),
        width: 80,
        render: (_, { urgency }) => <UrgencyTag urgency={urgency} />,
      },
      {
        ...kept,
        title: t('symptom'),
        ellipsis: true,
        render: (_, { description, type }) => (
          <span title={description.symptom}>
            {description.symptom}{' '}
            <span className="hint">
              <TypeName type={type} />
            </span>
          </span>
        ),
      },
      { ...kept, title: t('stage'), width: 100, render: (_, { stage }) => <StageTag stage={stage} /> },
      {
        title: t('assignee'),
        width: 80,
        ellipsis: true,
        render: (_, { assignee, group }) =>
          assignee === null ? (
            <span className="hint">{group === null ? common('unassigned') : names.group(group)}</span>
          ) : (
            assignee.name
          ),
      },
      {
        ...kept,
        title: t('reporter'),
        width: 120,
        ellipsis: true,
        render: (_, { reporter, acceptedAt }) => (
          <span title={reporter.department}>
            {reporter.name} <Time at={acceptedAt} />
          </span>
        ),
      },
    ],
    [t, common, names],
  );
  const inOne = useMemo<TableColumnsType<Ticket>>(
    () => [
      {
        ...kept,
        title: t('nextDue'),
        render: (_, { no, duties, urgency, stage, description, reporter, acceptedAt }) => {
          const duty = nextOwed(duties);
          return (
            <div className="ticket-in-one">
              <div>{duty === null ? common('nothingOwed') : <Due duty={duty} />}</div>
              <div>
                <Link href={`/t/${no}`}>{no}</Link> <UrgencyTag urgency={urgency} />
                <StageTag stage={stage} />
              </div>
              <div className="in-one-symptom">{description.symptom}</div>
              <div className="hint">
                {reporter.name} <Time at={acceptedAt} />
              </div>
            </div>
          );
        },
      },
    ],
    [t, common],
  );
  return (
    <div ref={box}>
      {tickets.isBehind && (
        <Alert
          type="info"
          banner
          title={t('behind')}
          action={
            <Button size="small" onClick={toTop}>
              {t('toTop')}
            </Button>
          }
        />
      )}
      <Table<Ticket>
        ref={table}
        virtual
        size="small"
        rowKey="no"
        columns={size.isNarrow ? inOne : columns}
        dataSource={tickets.rows}
        loading={tickets.isLoading}
        pagination={false}
        scroll={{ x: size.width, y: size.height }}
        rowSelection={{
          selectedRowKeys: [...selected],
          onChange: (keys) => setSelected(keys.map(String)),
          columnWidth: 40,
        }}
        rowClassName={(ticket, index) =>
          [
            index === at ? 'at' : '',
            ticket.urgency === 'urgent' ? 'urgent' : '',
            ticket.emergency !== null && ticket.emergency.acknowledgedAt === null ? 'waiting' : '',
          ].join(' ')
        }
        onRow={(ticket, index) => ({
          onClick: () => choose(ticket.no, index ?? 0),
          onDoubleClick: () => go(`/t/${ticket.no}`),
        })}
        onScroll={({ currentTarget }) => {
          const { scrollTop, clientHeight, scrollHeight } = currentTarget;
          if (scrollHeight - scrollTop - clientHeight < nearEnd) tickets.more();
          if (tickets.isBehind && scrollTop < nearTop) tickets.restart();
        }}
        locale={{
          emptyText: tickets.isError ? (
            <Empty description={common('failed')}>
              <Button onClick={tickets.restart}>{common('retry')}</Button>
            </Empty>
          ) : (
            <Empty description={t('empty')}>
              <p className="hint">{t('emptyHint')}</p>
              {clear !== undefined && <Button onClick={clear}>{t('clear')}</Button>}
            </Empty>
          ),
        }}
      />
      {tickets.hasMore && (
        <Button type="link" className="load-more" onClick={tickets.more}>
          {common('more')}
        </Button>
      )}
    </div>
  );
});
TicketTable.displayName = 'TicketTable';
