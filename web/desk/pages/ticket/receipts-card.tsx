import { App, Button, Card, Tag } from 'antd';
import { useState } from 'react';
import { usePost, useMay } from '../../api/admin.js';
import { useTicketNotices, type TicketNotice } from '../../api/notices.js';
import { useWords } from '../../i18n.js';
import { useDoing } from '../../parts/form/use-doing.js';
import { Time } from '../../parts/time.js';
import { Whereto, WhyUndelivered } from '../../parts/why-undelivered.js';

const colours: Readonly<Record<TicketNotice['state'], string>> = {
  queued: 'default',
  sending: 'blue',
  sent: 'green',
  failed: 'red',
  unknown: 'orange',
  cancelled: 'default',
};

const isUndelivered = ({ state }: TicketNotice): boolean => state === 'failed' || state === 'unknown';
const isTroubled = (notice: TicketNotice): boolean =>
  isUndelivered(notice) || (notice.state === 'queued' && notice.reason !== null);

/** Who was told what of the ticket, and what became of it; what did not arrive stands first, with the reason. */
export const ReceiptsCard = ({ no }: { readonly no: string }) => {
  const t = useWords('undelivered');
  const [isWhole, setWhole] = useState(false);
  const notices = useTicketNotices(no).data?.notices ?? [];
  if (notices.length === 0) return null;
  const troubled = notices.filter(isTroubled);
  const others = notices.filter((notice) => !isTroubled(notice)).toReversed();
  return (
    <Card
      size="small"
      title={t('receipts')}
      extra={
        others.length > 0 && (
          <Button type="link" size="small" onClick={() => setWhole(!isWhole)}>
            {isWhole ? t('fewer') : t('each', { n: notices.length })}
          </Button>
        )
      }
    >
      {troubled.length === 0 && !isWhole && <span className="hint">{t('fine', { n: notices.length })}</span>}
      <ul className="receipts">
        {[...troubled, ...(isWhole ? others : [])].map((notice) => (
          <Receipt key={notice.id} no={no} notice={notice} />
        ))}
      </ul>
    </Card>
  );
};

const Receipt = ({ no, notice }: { readonly no: string; readonly notice: TicketNotice }) => {
  const t = useWords('undelivered');
  const { message } = App.useApp();
  const post = usePost();
  const maySend = useMay('agent', 'lead', 'supervisor', 'admin');
  const { doing, isBusy, problem } = useDoing();
  const { id, subject, recipient, channel, state, reason, sentAt, openedAt, at } = notice;
  const resend = (): void =>
    void doing(async () => {
      await post(`/api/tickets/${no}/notices/${id}/resend`, {}, { refresh: [`/api/tickets/${no}/notices`] });
      void message.success(t('resent'));
    });
  return (
    <li>
      <div>{subject}</div>
      <span className="hint">
        <Whereto recipient={recipient} channel={channel} /> · <Time at={openedAt ?? sentAt ?? at} />
      </span>{' '}
      <Tag color={colours[state]}>{openedAt === null ? t(`state-${state}`) : t('opened')}</Tag>
      {reason !== null && (
        <div>
          <WhyUndelivered reason={reason} />
        </div>
      )}
      {problem !== null && <div className="receipt-problem">{problem.detail}</div>}
      {isUndelivered(notice) && maySend && (
        <Button size="small" loading={isBusy} onClick={resend}>
          {t('resend')}
        </Button>
      )}
    </li>
  );
};
