import { Alert, App, Button, Card, Drawer, Dropdown, Segmented, Skeleton, Space, Typography } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useLog, useNames, useOffered, useTicket } from '../../api/queries.js';
import type { OfferedAction } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import type { PageProps } from '../../pages.js';
import { EntryLine } from '../../parts/entry-line.js';
import { ActionForm } from '../../parts/form/action-form.js';
import { StageTag, TypeName, UrgencyTag } from '../../parts/tags.js';
import { isGone, Unread } from '../../parts/unread.js';
import { useWayOut } from '../../shell/leave-guard.js';
import { useShortcuts } from '../../shell/shortcuts.js';
import { absoluteTime } from '../../time.js';
import { ArchiveCard } from './archive-card.js';
import { DutiesCard } from './duties-card.js';
import { IntakeCard } from './intake-card.js';
import { KnowledgeCard } from './knowledge-card.js';
import { LiaisonLinkCard } from './liaison-link-card.js';
import { ReceiptsCard } from './receipts-card.js';
import { Presence } from './presence.js';
import './ticket-page.css';

type Shown = 'everything' | 'public' | 'internal';

/** Actions at hand as buttons, in this order; the others behind "more". */
const first = [
  'acknowledge-emergency',
  'claim',
  'record-contact',
  'decide-escalation',
  'record-diagnosis',
  'record-step',
  'ask-reporter',
  'answer-request',
  'propose-resolution',
  'record-verification',
  'confirm-resolved',
  'record-follow-up',
  'complete-improvement',
  'settle-knowledge',
  'waive-archive-part',
];
const mostButtons = 6;

export const TicketPage = ({ params }: PageProps) => {
  const no = params['no'] ?? '';
  const t = useWords('ticket');
  const common = useWords('common');
  const { message } = App.useApp();
  const found = useTicket(no);
  const log = useLog(no);
  const offered = useOffered(no).data?.actions;
  const names = useNames();
  const [open, setOpen] = useState<OfferedAction | null>(null);
  const [prefilled, setPrefilled] = useState<Readonly<Record<string, unknown>>>({});
  const [shown, setShown] = useState<Shown>('everything');
  const leave = useWayOut(() => setOpen(null));
  const show = useCallback(
    (name: string) => () => {
      setPrefilled({});
      setOpen(offered?.find(({ action }) => action === name) ?? null);
    },
    [offered],
  );
  const copy = useCallback(() => {
    void navigator.clipboard?.writeText(no);
    void message.info(t('copied'));
  }, [no, message, t]);
  useShortcuts(
    useMemo(
      () => [
        { keys: 'x', title: title(offered, 'note'), run: show('note') },
        { keys: 'r', title: title(offered, 'reply'), run: show('reply') },
        { keys: 'c', title: title(offered, 'claim'), run: show('claim') },
        { keys: 'a', title: title(offered, 'reassign'), run: show('reassign') },
        { keys: 'p', title: title(offered, 'change-urgency'), run: show('change-urgency') },
        { keys: '.', title: t('copyNo'), run: copy },
      ],
      [offered, show, copy, t],
    ),
  );
  if (found.data === undefined || isGone(found)) return <Unread found={found} />;
  const { ticket } = found.data;
  const actions = offered ?? [];
  const buttons = first
    .flatMap((name) => actions.find(({ action }) => action === name) ?? [])
    .slice(0, mostButtons);
  const more = actions.filter((action) => !buttons.includes(action) && action.action !== 'attach');
  const entries = (log.data?.entries ?? []).filter(
    ({ visibility }) => shown === 'everything' || visibility === shown,
  );
  return (
    <div className="ticket">
      <header className="ticket-head">
        <Typography.Title level={1} copyable={{ text: no }}>
          {no}
        </Typography.Title>
        <UrgencyTag urgency={ticket.urgency} />
        <StageTag stage={ticket.stage} />
        <TypeName type={ticket.type} />
        <span className="hint">{t('version', { n: ticket.version })}</span>
        <Presence no={no} isFilling={open !== null} />
      </header>
      <p className="symptom">{ticket.description.symptom}</p>
      {ticket.emergency !== null && (
        <Alert
          type={ticket.emergency.acknowledgedAt === null ? 'error' : 'info'}
          showIcon
          title={
            ticket.emergency.acknowledgedAt === null
              ? t('emergencyWaiting')
              : `${t('emergency')} · ${t('emergencyAcknowledged', {
                  who: names.person(ticket.emergency.by?.id ?? ''),
                  at: absoluteTime(ticket.emergency.acknowledgedAt),
                })}`
          }
        />
      )}
      <Space wrap className="ticket-actions">
        {buttons.map((action, index) => (
          <Button
            key={action.action}
            type={index === 0 ? 'primary' : 'default'}
            onClick={show(action.action)}
          >
            {action.title}
          </Button>
        ))}
        {more.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: more.map(({ action, title: label }) => ({ key: action, label })),
              onClick: ({ key }) => show(key)(),
            }}
          >
            <Button>{t('moreActions')} ▾</Button>
          </Dropdown>
        )}
        {offered?.length === 0 && <span className="hint">{t('noActions')}</span>}
      </Space>
      <div className="ticket-columns">
        <Card
          title={t('timeline')}
          extra={
            <Segmented<Shown>
              size="small"
              value={shown}
              onChange={setShown}
              options={[
                { value: 'everything', label: t('everything') },
                { value: 'public', label: t('publicEntries') },
                { value: 'internal', label: t('internalEntries') },
              ]}
            />
          }
        >
          {log.data === undefined ? (
            <Skeleton active />
          ) : (
            entries.toReversed().map((entry) => <EntryLine key={entry.seq} entry={entry} />)
          )}
        </Card>
        <aside>
          <ArchiveCard no={no} stage={ticket.stage} />
          <LiaisonLinkCard ticket={ticket} />
          <DutiesCard no={no} duties={ticket.duties} />
          <KnowledgeCard
            no={no}
            follow={
              actions.some(({ action }) => action === 'record-step')
                ? (article) => {
                    show('record-step')();
                    setPrefilled({ article });
                  }
                : undefined
            }
          />
          <IntakeCard ticket={ticket} />
          <ReceiptsCard no={no} />
        </aside>
      </div>
      <Drawer
        open={open !== null}
        title={open === null ? '' : `${open.title} · ${open.clause}`}
        onClose={leave}
        size={520}
        destroyOnHidden
      >
        {open !== null && (
          <ActionForm
            no={no}
            action={open}
            version={ticket.version}
            prefilled={prefilled}
            cancel={leave}
            done={(isOnItsWay) => {
              setOpen(null);
              void message.success(isOnItsWay ? common('accepted') : common('saved'));
            }}
          />
        )}
      </Drawer>
    </div>
  );
};

const title = (offered: readonly OfferedAction[] | undefined, name: string): string =>
  offered?.find(({ action }) => action === name)?.title ?? name;
