import { Button, Card, Modal, Skeleton, Timeline } from 'antd';
import { useState } from 'react';
import { duties as dutyRows } from '../../../../domain/duties.js';
import { spanText, type Span } from '../../../../domain/span.js';
import { roleLabels } from '../../../../domain/words.js';
import { useExplanation, useNames } from '../../api/queries.js';
import type { Duty, Segment } from '../../api/types.js';
import { useLabel, useLanguage, useWords } from '../../i18n.js';
import { Due } from '../../parts/due.js';
import { Time } from '../../parts/time.js';
import { absoluteTime, spanWords } from '../../time.js';

/** All duties of a ticket, what is owed first; each tells how its due time came about. */
export const DutiesCard = ({ no, duties }: { readonly no: string; readonly duties: readonly Duty[] }) => {
  const t = useWords('ticket');
  const common = useWords('common');
  const label = useLabel();
  const names = useNames();
  const [asked, setAsked] = useState<Duty | null>(null);
  const sorted = [...duties.filter(({ owed }) => owed), ...duties.filter(({ owed }) => !owed).toReversed()];
  return (
    <Card title={t('duties')} size="small" className="duties">
      {sorted.length === 0 && common('nothingOwed')}
      {sorted.map((duty) => (
        <div key={`${duty.duty} ${duty.nth}`} className="duty">
          <Due duty={duty} />
          <span className="hint">
            {duty.owner.person === undefined
              ? duty.owner.role === 'system'
                ? common('system')
                : `${duty.owner.group === undefined ? '' : `${names.group(duty.owner.group)} `}${label(roleLabels[duty.owner.role])}`
              : names.person(duty.owner.person)}
            {' · '}
            <Time at={duty.doneAt ?? duty.settledAt ?? duty.dueAt} />
            {' · '}
            {duty.clause}
          </span>
          <Button type="link" size="small" onClick={() => setAsked(duty)}>
            {t('why')}
          </Button>
        </div>
      ))}
      <Modal
        open={asked !== null}
        onCancel={() => setAsked(null)}
        footer={null}
        title={asked === null ? '' : t('whyTitle', { duty: label(dutyRows[asked.duty].title) })}
        destroyOnHidden
      >
        {asked !== null && <Explained no={no} duty={asked} />}
      </Modal>
    </Card>
  );
};

const colours: Readonly<Record<Segment['kind'], string>> = {
  running: 'blue',
  paused: 'orange',
  'off-hours': 'gray',
  holiday: 'red',
  weekend: 'gray',
};

const Explained = ({ no, duty }: { readonly no: string; readonly duty: Duty }) => {
  const t = useWords('ticket');
  const common = useWords('common');
  const { language } = useLanguage();
  const found = useExplanation(no, duty.duty, duty.nth).data;
  if (found === undefined) return <Skeleton active />;
  const words: Readonly<Record<Segment['kind'], string>> = {
    running: t('running'),
    paused: t('pausedSegment'),
    'off-hours': t('off'),
    holiday: t('holiday'),
    weekend: t('weekend'),
  };
  return (
    <>
      <p>
        {t('target')}：{spanText(found.target as Span, language)} · {t('since')}：{absoluteTime(found.since)}{' '}
        · {t('due')}：{found.dueAt === null ? '—' : absoluteTime(found.dueAt)}
      </p>
      <Timeline
        items={found.segments.map((segment) => ({
          key: segment.from,
          color: colours[segment.kind],
          content: `${absoluteTime(segment.from).slice(5, 16)} → ${absoluteTime(segment.to).slice(5, 16)} · ${words[segment.kind]}${
            segment.name === undefined ? '' : `（${segment.name}）`
          } · ${spanWords(segment.ms, common)}`,
        }))}
      />
    </>
  );
};
