import { Button, Empty, Form, Input, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useMay, usePost } from '../../../api/admin.js';
import { useGroups, useNames, usePeople } from '../../../api/queries.js';
import type { Group } from '../../../api/types.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { EditDrawer } from '../../../parts/form/edit-drawer.js';

/** Groups with who leads them, stands in for the lead, and belongs to them. */
export const GroupsSection = () => {
  const t = useWords('admin');
  const { language } = useLanguage();
  const names = useNames();
  const mayEdit = useMay('admin');
  const groups = useGroups();
  const [open, setOpen] = useState<{ readonly group: Group | null } | null>(null);
  const person = (id: string | null) => (id === null ? '—' : names.person(id));
  return (
    <>
      <div className="admin-bar">
        <span className="grow hint">{t('groupsHint')}</span>
        {mayEdit && (
          <Button type="primary" onClick={() => setOpen({ group: null })}>
            {t('addGroup')}
          </Button>
        )}
      </div>
      <Table
        size="small"
        rowKey="id"
        loading={groups.isLoading}
        dataSource={[...(groups.data?.groups ?? [])]}
        pagination={false}
        scroll={{ x: 620 }}
        locale={{ emptyText: <Empty description={t('noGroup')} /> }}
        columns={[
          {
            title: t('group'),
            width: 150,
            render: (_, group) => (
              <Button type="link" size="small" className="admin-link" onClick={() => setOpen({ group })}>
                {group.name[language]}
              </Button>
            ),
          },
          { title: t('groupId'), dataIndex: 'id', width: 110 },
          { title: t('lead'), width: 100, render: (_, { lead }) => person(lead) },
          { title: t('deputyLead'), width: 110, render: (_, { deputyLead }) => person(deputyLead) },
          {
            title: t('members'),
            render: (_, { members }) => members.map((id) => <Tag key={id}>{names.person(id)}</Tag>),
          },
        ]}
      />
      {open !== null && <GroupDrawer group={open.group} isReadOnly={!mayEdit} close={() => setOpen(null)} />}
    </>
  );
};

interface GroupForm {
  readonly id: string;
  readonly name: Group['name'];
  readonly lead?: string | null;
  readonly deputyLead?: string | null;
  readonly members: readonly string[];
}

const GroupDrawer = ({
  group,
  isReadOnly,
  close,
}: {
  readonly group: Group | null;
  readonly isReadOnly: boolean;
  readonly close: () => void;
}) => {
  const t = useWords('admin');
  const { language } = useLanguage();
  const post = usePost();
  const people = (usePeople().data?.people ?? [])
    .filter(({ active }) => active)
    .map(({ id, name, staffNumber, department }) => ({
      value: id,
      label: `${name} ${staffNumber ?? ''} · ${department}`,
    }));
  const needed = [{ required: true, whitespace: true, message: t('needed') }];
  return (
    <EditDrawer<GroupForm>
      title={group === null ? t('addGroup') : group.name[language]}
      initial={group ?? { members: [] }}
      close={close}
      isReadOnly={isReadOnly}
      save={async ({ id, lead, deputyLead, ...rest }) => {
        const body = { ...rest, lead: lead ?? null, deputyLead: deputyLead ?? null };
        const refresh = ['/api/groups', '/api/roster'];
        await (group === null
          ? post('/api/groups', { id, ...body }, { refresh })
          : post(`/api/groups/${group.id}`, body, { version: group.version, refresh }));
      }}
    >
      <Form.Item name="id" label={t('groupId')} rules={needed} extra={group === null ? t('idHint') : null}>
        <Input disabled={group !== null} maxLength={63} autoComplete="off" />
      </Form.Item>
      <div className="admin-pair">
        <Form.Item name={['name', 'zh-CN']} label={t('nameZh')} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name={['name', 'en']} label={t('nameEn')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
      </div>
      <Form.Item name="lead" label={t('lead')} extra={t('leadHint')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('lead')}
          options={people}
        />
      </Form.Item>
      <Form.Item name="deputyLead" label={t('deputyLead')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('deputyLead')}
          options={people}
        />
      </Form.Item>
      <Form.Item name="members" label={t('members')} extra={t('membersHint')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('members')}
          options={people}
        />
      </Form.Item>
    </EditDrawer>
  );
};
