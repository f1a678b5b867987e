import { Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { adminDeeds, adminKinds, type AdminDeed, type AdminKind } from '../../../../../domain/admin-deeds.js';
import { useNames } from '../../../api/queries.js';
import { useLabel, useWords } from '../../../i18n.js';
import { absoluteTime } from '../../../time.js';
import { useFieldWords } from '../field-words.js';
import { LogTable } from './log-table.js';

interface Change {
  readonly id: number;
  readonly at: string;
  readonly by: string;
  readonly action: AdminDeed;
  readonly kind: AdminKind;
  readonly subject: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

const kinds = Object.keys(adminKinds) as readonly AdminKind[];

/** What administrators and supervisors changed, with before and after. */
export const AdminLogSection = () => {
  const t = useWords('admin');
  const common = useWords('common');
  const label = useLabel();
  const names = useNames();
  const [kind, setKind] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const query = new URLSearchParams({
    limit: '100',
    ...(kind === null ? {} : { kind }),
    ...(subject === '' ? {} : { subject }),
  });
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
          options={kinds.map((value) => ({ value, label: label(adminKinds[value]) }))}
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
          {
            title: t('kind'),
            width: 110,
            render: (_, { kind: of }) => <Tag>{of in adminKinds ? label(adminKinds[of]) : of}</Tag>,
          },
          {
            title: t('subject'),
            width: 160,
            render: (_, { kind: of, subject: id }) =>
              of === 'person' ? names.person(id) : of === 'group' ? names.group(id) : id,
          },
          {
            title: t('deed'),
            render: (_, { action }) => (action in adminDeeds ? label(adminDeeds[action]) : action),
          },
        ]}
      />
    </>
  );
};

const BeforeAfter = ({ kind, before, after }: Pick<Change, 'kind' | 'before' | 'after'>) => {
  const t = useWords('admin');
  const words = useFieldWords(kind);
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]),
  );
  if (fields.length === 0) return <span className="hint">{t('nothingChanged')}</span>;
  return (
    <dl className="admin-diff">
      {fields.map((field) => (
        <div key={field}>
          <dt>{words.nameOf(field) ?? <code>{field}</code>}</dt>
          <dd>
            {before?.[field] !== undefined && (
              <del className="admin-json">{words.valueOf(field, before[field])}</del>
            )}
            {after?.[field] !== undefined && (
              <ins className="admin-json">{words.valueOf(field, after[field])}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
};

const beforeAfter = (change: Change) => (
  <BeforeAfter kind={change.kind} before={change.before} after={change.after} />
);
