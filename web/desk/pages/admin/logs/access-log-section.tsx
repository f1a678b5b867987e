import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { roleLabels, type Role } from '../../../../../domain/words.js';
import { useNames, usePeople } from '../../../api/queries.js';
import { useLabel, useWords } from '../../../i18n.js';
import { absoluteTime } from '../../../time.js';
import { LogTable } from './log-table.js';

interface Reading {
  readonly id: number;
  readonly at: string;
  readonly who: string;
  readonly asRole: string;
  readonly what: string;
  /** The route's, in words. */
  readonly title: string;
  readonly no: string | null;
  readonly whose: string | null;
  readonly shown: readonly string[] | null;
}

/** Readings of personal data: who, when, whose, by which role. */
export const AccessLogSection = () => {
  const t = useWords('admin');
  const label = useLabel();
  const names = useNames();
  const [who, setWho] = useState<string | null>(null);
  const [whose, setWhose] = useState<string | null>(null);
  const query = new URLSearchParams({
    limit: '100',
    ...(who === null ? {} : { who }),
    ...(whose === null ? {} : { whose }),
  });
  return (
    <>
      <p className="hint">{t('accessLogHint')}</p>
      <div className="admin-bar">
        <PersonChoice title={t('readBy')} value={who} choose={setWho} />
        <PersonChoice title={t('whose')} value={whose} choose={setWhose} />
      </div>
      <LogTable<Reading>
        path={`/api/access-log?${query.toString()}`}
        list="reads"
        columns={[
          { title: t('at'), width: 160, render: (_, { at }) => absoluteTime(at) },
          { title: t('readBy'), width: 110, render: (_, reading) => names.person(reading.who) },
          {
            title: t('asRole'),
            width: 110,
            render: (_, { asRole }) => {
              if (asRole === 'assignee') return t('asAssignee');
              return asRole in roleLabels ? label(roleLabels[asRole as Role]) : asRole;
            },
          },
          {
            title: t('whose'),
            width: 110,
            render: (_, reading) => (reading.whose === null ? '—' : names.person(reading.whose)),
          },
          {
            title: t('what'),
            render: (_, { what, title, no, shown }) => (
              <>
                {no === null ? null : <Link href={`/t/${no}`}>{no}</Link>} <span title={what}>{title}</span>
                {shown !== null && shown.length > 0 && (
                  <div className="hint">
                    {shown.slice(0, 8).map(names.person).join('、')}
                    {shown.length > 8 ? ` … ${shown.length}` : ''}
                  </div>
                )}
              </>
            ),
          },
        ]}
      />
    </>
  );
};

export const PersonChoice = ({
  title,
  value,
  choose,
}: {
  readonly title: string;
  readonly value: string | null;
  readonly choose: (id: string | null) => void;
}) => {
  const people = usePeople().data?.people ?? [];
  return (
    <Select
      allowClear
      placeholder={title}
      aria-label={title}
      style={{ minWidth: 180 }}
      value={value}
      showSearch={{ optionFilterProp: 'label' }}
      options={people.map(({ id, name }) => ({ value: id, label: `${name} ${id}` }))}
      onChange={(id: string | undefined) => choose(id ?? null)}
    />
  );
};
