import { Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useNames } from '../../../api/queries.js';
import { useWords } from '../../../i18n.js';
import { absoluteTime } from '../../../time.js';
import { LogTable } from './log-table.js';

interface Change {
  readonly id: number;
  readonly at: string;
  readonly by: string;
  readonly action: string;
  readonly kind: string;
  readonly subject: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

const kinds = [
  'person',
  'group',
  'roster',
  'routing',
  'policy',
  'channel',
  'template',
  'service-account',
] as const;

/** What administrators and supervisors changed, with before and after. */
export const AdminLogSection = () => {
  const t = useWords('admin');
  const common = useWords('common');
  const names = useNames();
  const [kind, setKind] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const query = new URLSearchParams({
    limit: '100',
    ...(kind === null ? {} : { kind }),
    ...(subject === '' ? {} : { subject }),
  });
  const kindWord = (name: string): string => {
    const known = kinds.find((one) => one === name);
    return known === undefined ? name : t(`kind-${known}`);
  };
  return (
    <>
      <p className="hint">{t('adminLogHint')}</p>
      <div className="admin-bar">
        <Select
          allowClear
          placeholder={t('kind')}
          aria-label={t('kind')}
          style={{ minWidth: 150 }}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`kind-${value}`) }))}
          onChange={(value: string | undefined) => setKind(value ?? null)}
        />
        <Input.Search
          allowClear
          placeholder={t('subject')}
          aria-label={t('subject')}
          style={{ width: 220 }}
          onSearch={(value) => setSubject(value.trim())}
        />
      </div>
      <LogTable<Change>
        path={`/api/admin-log?${query.toString()}`}
        list="entries"
        details={beforeAfter}
        columns={[
          { title: t('at'), width: 160, render: (_, { at }) => absoluteTime(at) },
          {
            title: t('by'),
            width: 110,
            render: (_, { by }) => (by === 'system' ? common('system') : names.person(by)),
          },
          { title: t('kind'), width: 110, render: (_, { kind: of }) => <Tag>{kindWord(of)}</Tag> },
          { title: t('subject'), width: 160, dataIndex: 'subject' },
          { title: t('deed'), render: (_, { action }) => <code>{action}</code> },
        ]}
      />
    </>
  );
};

const BeforeAfter = ({ before, after }: Pick<Change, 'before' | 'after'>) => {
  const t = useWords('admin');
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]),
  );
  if (fields.length === 0) return <span className="hint">{t('nothingChanged')}</span>;
  return (
    <dl className="admin-diff">
      {fields.map((field) => (
        <div key={field}>
          <dt>
            <code>{field}</code>
          </dt>
          <dd>
            {before?.[field] !== undefined && (
              <del className="admin-json">{JSON.stringify(before[field], null, 1)}</del>
            )}
            {after?.[field] !== undefined && (
              <ins className="admin-json">{JSON.stringify(after[field], null, 1)}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
};

const beforeAfter = (change: Change) => <BeforeAfter before={change.before} after={change.after} />;
