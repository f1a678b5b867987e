import { Alert, Descriptions, Empty, Spin, Table, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { duties } from '../../../../../domain/duties.js';
import type { DutyName } from '../../../../../domain/words.js';
import { useLabel, useLanguage, useWords } from '../../../i18n.js';
import { latenessOf, mostOf, readFigures, sumOf, type Figure } from './figures.js';
import { UndeliveredList } from './undelivered-list.js';

const partNames = ['database', 'temporal', 'worker', 'timers', 'notices', 'starts', 'records'] as const;
interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<
    Record<
      (typeof partNames)[number],
      { readonly ok: boolean; readonly detail?: string; readonly concerns?: readonly string[] }
    >
  >;
}

const everyMs = 10_000;

/** Whether all parts are there and none is behind; what did not arrive, and how late things were noticed. */
export const HealthSection = () => {
  const t = useWords('channels');
  const { language } = useLanguage();
  const readiness = useQuery({
    queryKey: ['readyz', language],
    // Not ready is an answer too, with 503.
    queryFn: async ({ signal }) =>
      (await (
        await fetch('/readyz', { signal, headers: { 'accept-language': language } })
      ).json()) as Readiness,
    refetchInterval: everyMs,
  });
  const figures = useQuery({
    queryKey: ['metrics'],
    queryFn: async ({ signal }) => readFigures(await (await fetch('/metrics', { signal })).text()),
    refetchInterval: everyMs,
  });
  if (readiness.isError) return <Alert type="error" showIcon title={t('noAnswer')} />;
  if (readiness.data === undefined) return <Spin className="admin-wait" />;
  const { ready, parts } = readiness.data;
  return (
    <>
      <Alert
        className="admin-note"
        type={ready ? 'success' : 'error'}
        showIcon
        title={
          <>
            {ready ? t('ready') : t('notReady')} <span className="hint">{t('checkedAt')}</span>
          </>
        }
      />
      <h2>{t('parts')}</h2>
      <ul className="admin-plain">
        {partNames.map((name) => {
          const part = parts[name];
          return (
            <li key={name}>
              <span>
                <strong>{t(`part-${name}`)}</strong>
                {!part.ok && <div>{t(`hint-${name}`)}</div>}
                {[...(part.detail === undefined ? [] : [part.detail]), ...(part.concerns ?? [])].map(
                  (line) => (
                    <div key={line} className="hint">
                      {line}
                    </div>
                  ),
                )}
              </span>
              <Tag color={part.ok ? (part.concerns === undefined ? 'green' : 'orange') : 'red'}>
                {t(part.ok ? (part.concerns === undefined ? 'ok' : 'attention') : 'notOk')}
              </Tag>
            </li>
          );
        })}
      </ul>
      {figures.data !== undefined && <Figures figures={figures.data} />}
      <UndeliveredList />
    </>
  );
};

const Figures = ({ figures }: { readonly figures: readonly Figure[] }) => {
  const t = useWords('channels');
  const label = useLabel();
  const seconds = (value: number): string => t('seconds', { n: Math.round(value * 10) / 10 });
  const late = latenessOf(figures);
  return (
    <>
      <h2>{t('figures')}</h2>
      <Descriptions
        size="small"
        bordered
        column={{ xs: 1, sm: 2, lg: 3 }}
        items={[
          { label: t('ticketsOpen'), children: sumOf(figures, 'tickets_open') },
          { label: t('commitsStuck'), children: sumOf(figures, 'commits_stuck') },
          { label: t('timersBehind'), children: seconds(mostOf(figures, 'timers_behind_seconds')) },
          { label: t('noticesBehind'), children: seconds(mostOf(figures, 'notices_behind_seconds')) },
          { label: t('startsBehind'), children: seconds(mostOf(figures, 'starts_behind_seconds')) },
          { label: t('actionsWaiting'), children: sumOf(figures, 'actions_waiting') },
          { label: t('streamsOpen'), children: sumOf(figures, 'streams_open') },
        ]}
      />
      <h2>{t('late')}</h2>
      <Table
        size="small"
        rowKey={({ duty, cause }) => `${duty} ${cause}`}
        dataSource={[...late]}
        pagination={false}
        scroll={{ x: 480 }}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noLate')} /> }}
        columns={[
          {
            title: t('duty'),
            render: (_, { duty }) => (duty in duties ? label(duties[duty as DutyName].title) : duty),
          },
          { title: t('cause'), render: (_, { cause }) => t(`cause-${cause}`) },
          { title: t('count'), dataIndex: 'missed', align: 'end' },
          { title: t('medianLate'), align: 'end', render: (_, { median }) => seconds(median) },
          { title: t('worstLate'), align: 'end', render: (_, { worst }) => seconds(worst) },
        ]}
      />
    </>
  );
};
