import { Tag } from 'antd';
import { duties } from '../../../domain/duties.js';
import { toldFields, type Told, type ToldField } from '../../../domain/told.js';
import { roleLabels } from '../../../domain/words.js';
import { useNames } from '../api/queries.js';
import type { Entry } from '../api/types.js';
import { useLabel, useWords } from '../i18n.js';
import { CheckIcon, ClockIcon } from '../shell/icons.js';
import { spanWords } from '../time.js';
import { Time } from './time.js';
import './entry-line.css';

/** Fields that are told otherwise, or that only programs need. */
const untold = new Set([
  'markAt',
  'dueAt',
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
/** Whose fault a miss was stands in words of its own; the cause that somebody wrote down is theirs to be read. */
const untoldOfDuties = new Set([...untold, 'cause']);
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
          {entry.by.via === 'liaison-link' && <Tag>{t('byLink')}</Tag>}
        </span>
        <Time at={entry.at} />
        <span className="hint">{entry.clause}</span>
        {entry.visibility === 'internal' && <Tag>{t('internalEntries')}</Tag>}
      </header>
      <Details fields={toldFields(entry.input, entry.duty === undefined ? untold : untoldOfDuties)} />
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
const Details = ({ fields }: { readonly fields: readonly ToldField[] }) => {
  const label = useLabel();
  if (fields.length === 0) return null;
  return (
    <dl>
      {fields.map(({ name, label: title, told }) => (
        <div key={name}>
          <dt>{label(title)}</dt>
          <dd>
            <Value told={told} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Value = ({ told }: { readonly told: Told }) => {
  const label = useLabel();
  const names = useNames();
  switch (told.kind) {
    case 'text':
      return <span className="text">{told.text}</span>;
    case 'words':
      return <span className="text">{label(told.label)}</span>;
    case 'time':
      return <Time at={new Date(told.at).toISOString()} />;
    case 'person':
      return <>{[names.person(told.id), told.staffNumber].filter(Boolean).join(' ')}</>;
    case 'group':
      return <>{names.group(told.id)}</>;
    case 'file':
      return <a href={`/api/attachments/${told.id}`}>{told.name}</a>;
    case 'list':
      return (
        <>
          {told.items.map((item, index) => (
            <span key={index} className="item">
              <Value told={item} />
            </span>
          ))}
        </>
      );
    case 'parts':
      return <Details fields={told.parts} />;
  }
};
