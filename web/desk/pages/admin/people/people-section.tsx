import { Button, Empty, Input, Select, Table, Tag, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { roleLabels, roles, type Role } from '../../../../../domain/words.js';
import { usePeople } from '../../../api/queries.js';
import type { DirectoryPerson } from '../../../api/types.js';
import { useLabel, useWords } from '../../../i18n.js';
import { PeopleImport } from './people-import.js';
import { PersonDrawer } from './person-drawer.js';

/** Everybody the desk knows; who may do what is set with the person. */
export const PeopleSection = () => {
  const t = useWords('admin');
  const label = useLabel();
  const people = usePeople();
  const [q, setQ] = useState('');
  const [role, setRole] = useState<Role | null>(null);
  const [open, setOpen] = useState<{ readonly person: string | null } | 'import' | null>(null);
  const rows = useMemo(() => {
    const typed = q.trim().toLowerCase();
    return (people.data?.people ?? []).filter(
      ({ id, name, department, staffNumber, roles: held }) =>
        (role === null || held.includes(role)) &&
        [id, name, department, staffNumber ?? ''].some((text) => text.toLowerCase().includes(typed)),
    );
  }, [people.data, q, role]);
  const columns: TableColumnsType<DirectoryPerson> = [
    {
      title: t('name'),
      render: (_, { id, name, active }) => (
        <>
          <Button type="link" size="small" className="admin-link" onClick={() => setOpen({ person: id })}>
            {name}
          </Button>
          {!active && <Tag>{t('inactive')}</Tag>}
        </>
      ),
    },
    { title: t('id'), dataIndex: 'id' },
    { title: t('staffNumber'), dataIndex: 'staffNumber', render: (value: string | null) => value ?? '—' },
    { title: t('department'), dataIndex: 'department' },
    {
      title: t('roles'),
      render: (_, { roles: held, deputy }) => (
        <>
          {held.map((one) => (
            <Tag key={one}>
              {one === 'supervisor' && deputy === true ? t('deputyPrefix') : ''}
              {label(roleLabels[one])}
            </Tag>
          ))}
        </>
      ),
    },
  ];
  return (
    <>
      <div className="admin-bar">
        <Input.Search
          allowClear
          placeholder={t('findPerson')}
          aria-label={t('findPerson')}
          style={{ width: 240 }}
          onChange={({ target }) => setQ(target.value)}
        />
        <Select
          allowClear
          placeholder={t('roles')}
          aria-label={t('roles')}
          style={{ minWidth: 140 }}
          value={role}
          options={roles.map((value) => ({ value, label: label(roleLabels[value]) }))}
          onChange={(value: Role | undefined) => setRole(value ?? null)}
        />
        <span className="grow hint">{t('countPeople', { n: rows.length })}</span>
        <Button onClick={() => setOpen('import')}>{t('importPeople')}</Button>
        <Button type="primary" onClick={() => setOpen({ person: null })}>
          {t('addPerson')}
        </Button>
      </div>
      <Table
        size="small"
        rowKey="id"
        columns={columns}
        dataSource={rows}
        loading={people.isLoading}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 640 }}
        locale={{ emptyText: <Empty description={t('noPerson')} /> }}
      />
      {open === 'import' && <PeopleImport close={() => setOpen(null)} />}
      {open !== null && open !== 'import' && (
        <PersonDrawer key={open.person ?? ''} id={open.person} close={() => setOpen(null)} />
      )}
    </>
  );
};
