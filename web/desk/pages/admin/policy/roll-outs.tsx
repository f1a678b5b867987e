import { Button, Empty, Input, Modal, Progress, Table, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay, usePost } from '../../../api/admin.js';
import { policyPaths, type RollOut } from '../../../api/policy.js';
import { useAsk, useNames } from '../../../api/queries.js';
import { useWords } from '../../../i18n.js';
import { ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useDoing } from '../../../parts/form/use-doing.js';
import { Time } from '../../../parts/time.js';
import { RollOutTickets } from './roll-out-tickets.js';

const pollMs = 1500;
const ticketsOf = ({ id, waiting }: RollOut) => <RollOutTickets key={waiting} id={id} />;

/** Policies taken to open tickets: how far each is, and back again. */
export const RollOuts = () => {
  const t = useWords('policy');
  const names = useNames();
  const asks = useAsk();
  const post = usePost();
  const mayEdit = useMay('supervisor');
  const { doing, isBusy, problem } = useDoing();
  const [back, setBack] = useState<{ readonly id: string; readonly reason: string } | null>(null);
  const found = useQuery({
    queryKey: ['get', '/api/policy/roll-outs'],
    queryFn: async ({ signal }) =>
      await asks<{ rollOuts: readonly RollOut[] }>('/api/policy/roll-outs', { signal }),
    refetchInterval: ({ state }) =>
      state.data?.rollOuts.some(({ state: of }) => of === 'running') === true ? pollMs : false,
  });
  const takeBack = async ({ id, reason }: { readonly id: string; readonly reason: string }): Promise<void> =>
    await doing(async () => {
      await post(
        `/api/policy/roll-outs/${id}/take-back`,
        { reason: reason.trim() },
        { refresh: policyPaths },
      );
      setBack(null);
    });
  return (
    <>
      <h2>{t('rollOuts')}</h2>
      <Table
        size="small"
        rowKey="id"
        loading={found.isLoading}
        dataSource={[...(found.data?.rollOuts ?? [])]}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 720 }}
        expandable={{ expandedRowRender: ticketsOf }}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noRollOuts')} /> }}
        columns={[
          { title: t('created'), width: 110, render: (_, { createdAt }) => <Time at={createdAt} /> },
          { title: t('author'), width: 100, render: (_, { by }) => names.person(by) },
          {
            title: t('reason'),
            render: (_, { reason, takesBack }) => (
              <>
                {takesBack !== null && <Tag>{t('takesBack')}</Tag>}
                {reason}
              </>
            ),
          },
          {
            title: t('progress'),
            width: 200,
            render: (_, { waiting, applied, refused }) => (
              <>
                <Progress
                  size="small"
                  aria-label={t('progress')}
                  percent={Math.round(((applied + refused) / Math.max(1, waiting + applied + refused)) * 100)}
                />
                <span className="hint">{t('rollOutCounts', { applied, refused, waiting })}</span>
              </>
            ),
          },
          {
            title: '',
            width: 90,
            render: (_, { id, takesBack, state, applied }) =>
              mayEdit &&
              takesBack === null &&
              state === 'done' &&
              applied > 0 && (
                <Button size="small" onClick={() => setBack({ id, reason: '' })}>
                  {t('takeBack')}
                </Button>
              ),
          },
        ]}
      />
      <Modal
        open={back !== null}
        title={t('takeBack')}
        onCancel={() => setBack(null)}
        onOk={() => back !== null && void takeBack(back)}
        okButtonProps={{ disabled: back?.reason.trim() === '', loading: isBusy }}
      >
        <p>{t('takeBackHint')}</p>
        <Input
          value={back?.reason ?? ''}
          maxLength={200}
          placeholder={t('reason')}
          aria-label={t('reason')}
          onChange={({ target }) =>
            setBack((now) => (now === null ? null : { ...now, reason: target.value }))
          }
        />
        {problem !== null && <ProblemAlert problem={problem} />}
      </Modal>
    </>
  );
};
