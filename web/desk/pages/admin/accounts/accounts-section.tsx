import { App, Button, Empty, Popconfirm, Switch, Table, Tag } from 'antd';
import { useState } from 'react';
import type { Scope } from '../../../../../domain/scopes.js';
import { usePost } from '../../../api/admin.js';
import { ProblemError } from '../../../api/client.js';
import { useGet, useNames } from '../../../api/queries.js';
import { useWords } from '../../../i18n.js';
import { Time } from '../../../parts/time.js';
import { absoluteTime, useToday } from '../../../time.js';
import { AccountDrawer, type Issued } from './account-drawer.js';
import { accountsPath } from './paths.js';
import { TokenDialog } from './token-dialog.js';

interface Account {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly prefix: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

const colours = { valid: 'green', expiring: 'orange', expired: 'default', revoked: 'default' } as const;
/** Time enough to hand out another token. */
const soonMs = 14 * 24 * 3_600_000;

const stateOf = ({ expiresAt, revokedAt }: Account): keyof typeof colours => {
  if (revokedAt !== null) return 'revoked';
  const left = Date.parse(expiresAt) - Date.now();
  if (left <= 0) return 'expired';
  return left < soonMs ? 'expiring' : 'valid';
};

/** Programs that may use the desk, what each may do, and when it last did. */
export const AccountsSection = () => {
  const t = useWords('accounts');
  const common = useWords('common');
  const names = useNames();
  const { message } = App.useApp();
  const post = usePost();
  const found = useGet<{ accounts: readonly Account[] }>(accountsPath);
  const [isAdding, setAdding] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const [showsEnded, setShowsEnded] = useState(false);
  useToday();
  const revoke = async ({ id }: Account): Promise<void> => {
    try {
      await post(`${accountsPath}/${id}/revoke`, {}, { refresh: [accountsPath] });
      void message.success(t('revoked'));
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    }
  };
  const all = (found.data?.accounts ?? []).map((account) => ({ ...account, state: stateOf(account) }));
  const isEnded = ({ state }: { readonly state: keyof typeof colours }): boolean =>
    state === 'expired' || state === 'revoked';
  const ended = all.filter(isEnded).length;
  return (
    <>
      <div className="admin-bar">
        <span className="grow hint">{t('hint')}</span>
        {ended > 0 && (
          <label>
            <Switch size="small" checked={showsEnded} onChange={setShowsEnded} />{' '}
            {t('showEnded', { n: ended })}
          </label>
        )}
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('add')}
        </Button>
      </div>
      <Table
        size="small"
        rowKey="id"
        loading={found.isLoading}
        dataSource={all.filter((account) => showsEnded || !isEnded(account))}
        pagination={false}
        scroll={{ x: 880 }}
        locale={{ emptyText: <Empty description={t('empty')} /> }}
        columns={[
          { title: t('name'), width: 150, dataIndex: 'name' },
          {
            title: t('scopes'),
            width: 110,
            render: (_, { scopes }) => scopes.map((scope) => <Tag key={scope}>{t(`scope-${scope}`)}</Tag>),
          },
          {
            title: t('state'),
            width: 95,
            render: (_, { state }) => <Tag color={colours[state]}>{t(`is-${state}`)}</Tag>,
          },
          {
            title: t('expiresAt'),
            width: 100,
            render: (_, { expiresAt }) => absoluteTime(expiresAt).slice(0, 10),
          },
          {
            title: t('lastUsed'),
            width: 95,
            render: (_, { lastUsedAt }) =>
              lastUsedAt === null ? <span className="hint">{t('never')}</span> : <Time at={lastUsedAt} />,
          },
          { title: t('prefix'), width: 125, render: (_, { prefix }) => <code>sd_{prefix}…</code> },
          {
            title: t('created'),
            width: 130,
            render: (_, { createdAt, createdBy }) => (
              <>
                {names.person(createdBy)} <Time at={createdAt} />
              </>
            ),
          },
          {
            title: '',
            width: 75,
            render: (_, account) =>
              !isEnded(account) && (
                <Popconfirm
                  title={t('revokeAsk', { name: account.name })}
                  okText={t('revoke')}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => void revoke(account)}
                >
                  <Button size="small" danger>
                    {t('revoke')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      {isAdding && <AccountDrawer issue={setIssued} close={() => setAdding(false)} />}
      {issued !== null && <TokenDialog issued={issued} close={() => setIssued(null)} />}
    </>
  );
};
