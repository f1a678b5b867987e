import { Badge, Button, Empty, Popover } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useAsk, useInbox } from '../api/queries.js';
import { useWords } from '../i18n.js';
import { Time } from '../parts/time.js';
import { BellIcon } from './icons.js';

/** What the reader was told and has not read yet. */
export const Inbox = () => {
  const t = useWords('common');
  const asks = useAsk();
  const queries = useQueryClient();
  const notices = useInbox().data?.notices ?? [];
  const read = async (id: string): Promise<void> => {
    await asks(`/api/inbox/${id}/read`, { method: 'POST', body: {} });
    await queries.invalidateQueries({ queryKey: ['get', '/api/inbox?unread=true'] });
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('inbox')}
      content={
        notices.length === 0 ? (
          <Empty description={t('inboxEmpty')} image={Empty.PRESENTED_IMAGE_SIMPLE} />
        ) : (
          <ul className="inbox">
            {notices.slice(0, 30).map(({ id, no, subject, at, urgent }) => (
              <li key={id} className={urgent ? 'urgent' : ''}>
                <Link href={no === '' ? '/admin/roster' : `/t/${no}`} onClick={() => void read(id)}>
                  {subject}
                </Link>
                <Time at={at} />
                <Button size="small" type="text" onClick={() => void read(id)}>
                  {t('markRead')}
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    >
      <Button
        type="text"
        aria-label={`${t('inbox')} ${notices.length}`}
        icon={
          <Badge count={notices.length} size="small">
            <BellIcon />
          </Badge>
        }
      />
    </Popover>
  );
};
