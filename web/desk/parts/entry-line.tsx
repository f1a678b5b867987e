import { Tag } from 'antd';
import { duties } from '../../../domain/duties.js';
import { fieldLabels, valueLabels } from '../../../domain/actions/labels.js';
import { roleLabels } from '../../../domain/words.js';
import type { Entry } from '../api/types.js';
import { useLabel, useWords } from '../i18n.js';
import { CheckIcon, ClockIcon } from '../shell/icons.js';
import { spanWords } from '../time.js';
import { Time } from './time.js';
import './entry-line.css';

/** Fields that are told otherwise, or that only programs need. */
const unsaid = new Set([
  'markAt',
  'dueAt',
  'cause',
  'owner',
  'reminded',
  'no',
  'takenBy',
  'policyVersion',
  'reporter',
  'channel',
  'policy',
  'lateMs',
]);
const lateMs = 60_000;

/** One entry of a log: who did what, when, by which clause, and what it met. */
export const EntryLine = ({ entry }: { readonly entry: Entry }) => {
  const t = useWords('ticket');
  const common = useWords('common');
  const label = useLabel();
  const isByDesk = entry.by.role === 'system';
  const late = Number(entry.input['lateMs'] ?? 0);
  return (
    <article
      className={`entry ${entry.visibility} ${entry.duty === undefined ? '' : 'by-clock'} ${entry.outcome}`}
    >
      <header>
        {entry.duty !== undefined && <ClockIcon />}
        <strong>{entry.title}</strong>
        {entry.outcome !== 'done' && <Outcome outcome={entry.outcome} />}
        <span>
          {isByDesk ? common('system') : `${entry.by.name} ${entry.by.staffNumber ?? ''}`}
          {!isByDesk && <span className="hint"> {label(roleLabels[entry.by.role])}</span>}
        </span>
        <Time at={entry.at} />
        <span className="hint">{entry.clause}</span>
        {entry.visibility === 'internal' && <Tag>{t('internalEntries')}</Tag>}
      </header>
      <Details value={entry.input} />
      {late >= lateMs && entry.input['cause'] === 'platform' && (
        <p className="hint">{t('noticedLate', { span: spanWords(late, common) })}</p>
      )}
      {entry.met.length > 0 && (
        <p className="met">
          <CheckIcon /> {t('met', { duties: entry.met.map((duty) => label(duties[duty].title)).join('、') })}
        </p>
      )}
    </article>
  );
};

const outcomes = {
  warned: { colour: 'orange', 'zh-CN': '预警', en: 'warned' },
  reminded: { colour: 'default', 'zh-CN': '已提醒', en: 'reminded' },
  missed: { colour: 'red', 'zh-CN': '超时', en: 'missed' },
  chased: { colour: 'red', 'zh-CN': '再次催促', en: 'chased' },
  met: { colour: 'green', 'zh-CN': '完成', en: 'done' },
  expired: { colour: 'default', 'zh-CN': '已过期', en: 'expired' },
  held: { colour: 'orange', 'zh-CN': '已搁置', en: 'held' },
  refused: { colour: 'default', 'zh-CN': '已拒绝', en: 'refused' },
} as const;

const Outcome = ({ outcome }: { readonly outcome: string }) => {
  const label = useLabel();
  const known = Object.entries(outcomes).find(([name]) => name === outcome)?.[1];
  return known === undefined ? null : <Tag color={known.colour}>{label(known)}</Tag>;
};

/** What an entry says, field by field, in the words of the forms. */
const Details = ({ value }: { readonly value: Readonly<Record<string, unknown>> }) => {
  const label = useLabel();
  const fields = Object.entries(value).filter(([name]) => !unsaid.has(name));
  if (fields.length === 0) return null;
  return (
    <dl>
      {fields.map(([name, field]) => (
        <div key={name}>
          <dt>{fieldLabels[name] === undefined ? name : label(fieldLabels[name])}</dt>
          <dd>
            <Value value={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Value = ({ value }: { readonly value: unknown }) => {
  const label = useLabel();
  if (value === null || value === undefined) return <>—</>;
  if (Array.isArray(value))
    return (
      <>
        {(value as readonly unknown[]).map((one) => (
          <span key={JSON.stringify(one)} className="item">
            <Value value={one} />
          </span>
        ))}
      </>
    );
  if (typeof value === 'object') {
    const person = value as { id?: unknown; staffNumber?: unknown };
    if (typeof person.id === 'string' && 'staffNumber' in person)
      return <>{`${person.id} ${typeof person.staffNumber === 'string' ? person.staffNumber : ''}`}</>;
    return <Details value={value as Record<string, unknown>} />;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const known = Object.hasOwn(valueLabels, text) ? valueLabels[text] : undefined;
  return <span className="text">{known === undefined ? text : label(known)}</span>;
};
