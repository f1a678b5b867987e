import { App, Button, Empty, Popconfirm, Space, Table, Tabs, type TableColumnsType } from 'antd';
import { ProblemError } from '../../../api/client.js';
import { usePost } from '../../../api/admin.js';
import { useNames } from '../../../api/queries.js';
import {
  rosterPaths,
  type Absence,
  type RosterPeriod,
  type Rotation,
  type Shift,
} from '../../../api/roster.js';
import { useWords } from '../../../i18n.js';
import { absoluteTime } from '../../../time.js';
import type { Opened } from './roster-drawers.js';

const minute = (at: string): string => absoluteTime(at).slice(0, 16);

/** What the calendar is made of, to be changed and removed. */
export const RosterRows = ({
  roster,
  open,
}: {
  readonly roster: RosterPeriod;
  readonly open: ((opened: Opened) => void) | null;
}) => {
  const t = useWords('roster');
  const names = useNames();
  const remove = (what: 'shifts' | 'rotations' | 'absences', id: string) =>
    open === null ? null : <Remove path={`/api/roster/${what}/${id}/remove`} version={roster.version} />;
  const shifts: TableColumnsType<Shift> = [
    { title: t('group'), render: (_, { group }) => names.group(group) },
    { title: t('person'), render: (_, { person }) => names.person(person) },
    { title: t('from'), render: (_, { from }) => minute(from) },
    { title: t('to'), render: (_, { to }) => (to === null ? t('forever') : minute(to)) },
    { title: '', align: 'end', render: (_, { id }) => remove('shifts', id) },
  ];
  const rotations: TableColumnsType<Rotation> = [
    { title: t('name'), dataIndex: 'name' },
    { title: t('group'), render: (_, { group }) => names.group(group) },
    { title: t('people'), render: (_, { people }) => people.map((id) => names.person(id)).join(' → ') },
    { title: t('slots'), render: (_, { slots }) => slots.map(({ from, to }) => `${from}–${to}`).join(' · ') },
    { title: t('days'), render: (_, { days, turnDays }) => `${t(days)} · ${t('turnDays')} ${turnDays}` },
    { title: t('startsOn'), render: (_, { startsOn, endsOn }) => `${startsOn} – ${endsOn ?? t('forever')}` },
    {
      title: '',
      align: 'end',
      render: (_, rotation) =>
        open !== null && (
          <Space>
            <Button size="small" onClick={() => open({ kind: 'rotation', rotation })}>
              {t('edit')}
            </Button>
            {remove('rotations', rotation.id)}
          </Space>
        ),
    },
  ];
  const absences: TableColumnsType<Absence> = [
    { title: t('person'), render: (_, { person }) => names.person(person) },
    { title: t('group'), render: (_, { group }) => (group === null ? t('everyGroup') : names.group(group)) },
    { title: t('from'), render: (_, { from }) => minute(from) },
    { title: t('to'), render: (_, { to }) => minute(to) },
    {
      title: t('substitute'),
      render: (_, { substitute }) => (substitute === null ? t('noSubstitute') : names.person(substitute)),
    },
    { title: t('reason'), dataIndex: 'reason' },
    { title: '', align: 'end', render: (_, { id }) => remove('absences', id) },
  ];
  const shared = {
    size: 'small' as const,
    rowKey: 'id',
    pagination: { pageSize: 20, hideOnSinglePage: true, showSizeChanger: false },
    scroll: { x: 640 },
    locale: { emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('nothing')} /> },
  };
  return (
    <Tabs
      items={[
        {
          key: 'shifts',
          label: `${t('shifts')} ${roster.shifts.length}`,
          children: <Table {...shared} columns={shifts} dataSource={[...roster.shifts]} />,
        },
        {
          key: 'rotations',
          label: `${t('rotations')} ${roster.rotations.length}`,
          children: <Table {...shared} columns={rotations} dataSource={[...roster.rotations]} />,
        },
        {
          key: 'absences',
          label: `${t('absences')} ${roster.absences.length}`,
          children: <Table {...shared} columns={absences} dataSource={[...roster.absences]} />,
        },
      ]}
    />
  );
};

const Remove = ({ path, version }: { readonly path: string; readonly version: number }) => {
  const t = useWords('roster');
  const common = useWords('common');
  const { message } = App.useApp();
  const post = usePost();
  const run = async (): Promise<void> => {
    try {
      await post(path, {}, { version, refresh: rosterPaths });
      void message.success(common('saved'));
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    }
  };
  return (
    <Popconfirm title={t('removeAsk')} onConfirm={() => void run()}>
      <Button size="small" danger>
        {t('remove')}
      </Button>
    </Popconfirm>
  );
};
