import { Tag } from 'antd';
import { useEffect, useRef } from 'react';
import { archivePartLabels, becauseLabels } from '../../../../domain/words.js';
import { useNames } from '../../api/queries.js';
import type { Ticket } from '../../api/types.js';
import { useLabel, useWords } from '../../i18n.js';
import { Due } from '../../parts/due.js';
import { UrgencyTag } from '../../parts/tags.js';
import type { Section } from './sections.js';
import type { Waiting } from './use-waiting.js';

/** One ticket that waits, with the time left and what the supervisor needs to know at a glance. */
export const WaitingRow = ({
  waiting: { section, ticket },
  isChosen,
  choose,
}: {
  readonly waiting: Waiting;
  readonly isChosen: boolean;
  readonly choose: () => void;
}) => {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const duty = ticket.duties.findLast(({ duty: name, owed }) => name === section.duty && owed);
  return (
    <li ref={place}>
      <button
        type="button"
        className={isChosen ? 'waiting-row chosen' : 'waiting-row'}
        aria-current={isChosen}
        data-opens-by-key
        onClick={choose}
      >
        <span className="line">
          {duty !== undefined && <Due duty={duty} withTitle={false} />}
          <strong>{ticket.no}</strong>
          {ticket.urgency !== 'normal' && <UrgencyTag urgency={ticket.urgency} />}
        </span>
        <span className="symptom">{ticket.description.symptom}</span>
        <Aside section={section} ticket={ticket} />
      </button>
    </li>
  );
};

const Aside = ({ section, ticket }: { readonly section: Section; readonly ticket: Ticket }) => {
  const t = useWords('supervisor');
  const label = useLabel();
  const names = useNames();
  const { reporter, archive, survey, escalation, group } = ticket;
  const who = `${reporter.name} · ${reporter.department}`;
  const words = {
    archive: () =>
      t('missing', {
        parts: (archive?.missing ?? []).map((part) => label(archivePartLabels[part])).join('、'),
      }),
    decision: () => t('applicant', { name: escalation?.applicant.name ?? '—' }),
    'emergency-acknowledgement': () => (group === null ? who : `${names.group(group)} · ${who}`),
  } as const;
  return (
    <span className="hint line">
      {section.duty in words ? words[section.duty as keyof typeof words]() : who}
      {section.duty === 'follow-up' &&
        (survey?.because ?? []).map((reason) => (
          <Tag key={reason} color="red">
            {label(becauseLabels[reason])}
          </Tag>
        ))}
    </span>
  );
};
