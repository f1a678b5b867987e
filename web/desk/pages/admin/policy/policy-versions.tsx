import { App, Button, Popconfirm, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useMay, usePost } from '../../../api/admin.js';
import { ProblemError } from '../../../api/client.js';
import { policyPaths, type PolicyVersion } from '../../../api/policy.js';
import { useNames } from '../../../api/queries.js';
import { useWords } from '../../../i18n.js';
import { Time } from '../../../parts/time.js';

/** All versions, newest first, with what may be done with each. */
export const PolicyVersions = ({
  policies,
  show,
}: {
  readonly policies: readonly PolicyVersion[];
  readonly show: (next: Readonly<Record<string, string>>) => void;
}) => {
  const t = useWords('policy');
  const common = useWords('common');
  const names = useNames();
  const { message } = App.useApp();
  const post = usePost();
  const mayEdit = useMay('supervisor');
  const mayTry = useMay('supervisor', 'manager');
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const active = policies.find((policy) => policy.active)?.version ?? 0;
  const newest = policies[0]?.version ?? 0;
  const send = async (version: number, deed: 'activate' | 'restore'): Promise<void> => {
    try {
      await post(
        `/api/policy/${version}/${deed}`,
        {},
        {
          refresh: policyPaths,
          ...(deed === 'restore' ? { version: newest } : {}),
        },
      );
      void message.success(common('saved'));
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    }
  };
  const [one, other] = [...chosen].sort((a, b) => a - b);
  return (
    <>
      <div className="admin-bar">
        <span className="grow hint">{t('hint')}</span>
        <Button
          disabled={one === undefined || other === undefined}
          onClick={() => show({ from: String(one), to: String(other) })}
        >
          {t('compare')}
        </Button>
        {mayEdit && (
          <Button type="primary" onClick={() => show({ edit: String(newest) })}>
            {t('editNewest')}
          </Button>
        )}
      </div>
      <Table
        size="small"
        rowKey="version"
        dataSource={[...policies]}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 720 }}
        rowSelection={{
          selectedRowKeys: [...chosen],
          hideSelectAll: true,
          onChange: (keys) => setChosen(keys.map(Number).slice(-2)),
        }}
        columns={[
          {
            title: t('version'),
            width: 110,
            render: (_, { version, active: isActive }) => (
              <>
                {version} {isActive && <Tag color="green">{t('active')}</Tag>}
              </>
            ),
          },
          { title: t('field-name'), dataIndex: 'name' },
          {
            title: t('author'),
            width: 110,
            render: (_, { author }) =>
              author === null || author === 'system' ? common('system') : names.person(author),
          },
          { title: t('created'), width: 110, render: (_, { createdAt }) => <Time at={createdAt} /> },
          {
            title: '',
            align: 'end',
            render: (_, { version }) => (
              <Space wrap>
                {version > 1 && (
                  <Button
                    size="small"
                    onClick={() => show({ from: String(version - 1), to: String(version) })}
                  >
                    {t('changes')}
                  </Button>
                )}
                {mayTry && (
                  <Button size="small" onClick={() => show({ try: String(version) })}>
                    {t('try')}
                  </Button>
                )}
                {mayEdit && version > active && (
                  <Popconfirm title={t('activateAsk')} onConfirm={() => void send(version, 'activate')}>
                    <Button size="small" type="primary">
                      {t('activate')}
                    </Button>
                  </Popconfirm>
                )}
                {mayEdit && version < active && (
                  <Popconfirm title={t('restoreAsk')} onConfirm={() => void send(version, 'restore')}>
                    <Button size="small">{t('restore')}</Button>
                  </Popconfirm>
                )}
              </Space>
            ),
          },
        ]}
      />
    </>
  );
};
