import { Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { adminDeeds, adminKinds, type AdminDeed, type AdminKind } from '../../../../../domain/admin-deeds.js';
import { languageNames } from '../../../../../domain/words.js';
import { useNoticeTitles } from '../../../api/notices.js';
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
  const changed = useWords('changes');
  const [kind, setKind] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const titles = useNoticeTitles();
  /** What it was done to, by the name people know it by; what has none says so in its contents. */
  const subjectOf = ({ kind: of, subject: id, before, after }: Change): string => {
    const kept: Readonly<Record<string, unknown>> = after ?? before ?? {};
    const { name, person_id: person } = kept;
    if (of === 'person') return names.person(id);
    if (of === 'group') return names.group(id);
    if (of === 'ticket') return id;
    if (of === 'policy' && /^\d+$/u.test(id)) return changed('nthVersion', { n: id });
    if (of === 'template') {
      const [notice = '', language = ''] = id.split(' ');
      const title = titles.find(({ name: known }) => known === notice)?.title.replaceAll(/\{\w+\}/gu, '…');
      return `${title ?? notice} · ${languageNames[language === 'en' ? 'en' : 'zh-CN']}`;
    }
    if (typeof name === 'string') return name;
    return typeof person === 'string' ? names.person(person) : '—';
  };
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
            render: (_, change) => <span title={change.subject}>{subjectOf(change)}</span>,
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
  const told = useFieldWords(kind).told(before, after);
  if (told.length === 0) return <span className="hint">{t('nothingChanged')}</span>;
  return (
    <dl className="admin-diff">
      {told.map((change) => (
        <div key={change.place}>
          <dt>{change.place}</dt>
          <dd>
            {change.before !== null && <del>{change.before}</del>}
            {change.after !== null && <ins>{change.after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
};

const beforeAfter = (change: Change) => (
  <BeforeAfter kind={change.kind} before={change.before} after={change.after} />
);
