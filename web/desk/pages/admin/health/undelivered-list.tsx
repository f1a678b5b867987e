import { App, Button, Empty, Table, Tag } from 'antd';
import { useState } from 'react';
import { usePost } from '../../../api/admin.js';
import { ProblemError } from '../../../api/client.js';
import { useNoticeTitles, useUndelivered, type Undelivered } from '../../../api/notices.js';
import { useWords } from '../../../i18n.js';
import { Whereto, WhyUndelivered } from '../../../parts/why-undelivered.js';
import { Time } from '../../../parts/time.js';

/** Dead letters and notices in doubt, each to be sent again by hand. */
export const UndeliveredList = () => {
  const t = useWords('channels');
  const notice = useWords('undelivered');
  const common = useWords('common');
  const { message } = App.useApp();
  const post = usePost();
  const undelivered = useUndelivered();
  const titles = useNoticeTitles();
  const [busy, setBusy] = useState<string | null>(null);
  const resend = async ({ id }: Undelivered): Promise<void> => {
    setBusy(id);
    try {
      await post(`/api/notices/${id}/resend`, {}, { refresh: ['/api/notices/undelivered'] });
      void message.success(notice('resent'));
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    } finally {
      setBusy(null);
    }
  };
  const titleOf = ({ kind, no }: Undelivered): string =>
    titles.find(({ name }) => name === kind)?.title.replace('{no}', no) ?? kind;
  return (
    <>
      <h2>{t('undelivered')}</h2>
      <Table
        size="small"
        rowKey="id"
        loading={undelivered.isLoading}
        dataSource={[...(undelivered.data?.notices ?? [])]}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 900 }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noUndelivered')} />,
        }}
        columns={[
          { title: t('at'), width: 84, render: (_, { at }) => <Time at={at} /> },
          {
            title: t('state'),
            width: 112,
            render: (_, { state }) => (
              <Tag color={state === 'failed' ? 'red' : 'orange'}>{notice(`state-${state}`)}</Tag>
            ),
          },
          { title: t('ticket'), width: 170, render: (_, one) => titleOf(one) },
          {
            title: t('to'),
            width: 140,
            render: (_, { recipient, channel }) => <Whereto recipient={recipient} channel={channel} />,
          },
          { title: t('attempts'), dataIndex: 'attempts', width: 56, align: 'end' },
          {
            title: t('reason'),
            render: (_, { reason }) => (reason === null ? '—' : <WhyUndelivered reason={reason} />),
          },
          {
            title: '',
            width: 100,
            render: (_, one) => (
              <Button size="small" loading={busy === one.id} onClick={() => void resend(one)}>
                {notice('resend')}
              </Button>
            ),
          },
        ]}
      />
    </>
  );
};
