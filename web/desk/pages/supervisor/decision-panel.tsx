import { Alert, App, Segmented, Skeleton, Typography } from 'antd';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useLog, useOffered, useTicket } from '../../api/queries.js';
import { useWords } from '../../i18n.js';
import { EntryLine } from '../../parts/entry-line.js';
import { ActionForm } from '../../parts/form/action-form.js';
import { StageTag, TypeName, UrgencyTag } from '../../parts/tags.js';
import { Due } from '../../parts/due.js';
import type { Section } from './sections.js';

/** Which of the section's choices is open, 0 or 1; each time it is made anew the form begins with it. */
export interface ChoiceMade {
  readonly index: number;
  readonly nth: number;
  /** Whoever chose by key goes on typing. */
  readonly isByKey: boolean;
}
export const firstChoice: ChoiceMade = { index: 0, nth: 0, isByKey: false };

interface DecisionPanelProps {
  readonly section: Section;
  readonly no: string;
  readonly choice: ChoiceMade;
  readonly setChoice: (index: number) => void;
  /** It stands in the list no longer. */
  readonly isGone: boolean;
  readonly done: () => void;
}

/** What led here and what may be done about it, in one place. */
export const DecisionPanel = (props: DecisionPanelProps) => {
  const { section, no, isGone } = props;
  const t = useWords('supervisor');
  const common = useWords('common');
  const found = useTicket(no);
  const ticket = found.data?.ticket;
  const log = useLog(no).data?.entries;
  if (found.isError && ticket === undefined)
    return <Alert type="error" showIcon title={common('notFound')} />;
  if (ticket === undefined) return <Skeleton active paragraph={{ rows: 6 }} />;
  const duty = ticket.duties.findLast(({ duty: name }) => name === section.duty);
  const about = (log ?? []).filter(section.about).slice(-3);
  const latest = log?.at(-1);
  return (
    <>
      <header className="panel-head">
        <Typography.Title level={2}>
          <Link href={`/t/${no}`}>{no}</Link>
        </Typography.Title>
        <UrgencyTag urgency={ticket.urgency} />
        <StageTag stage={ticket.stage} />
        <TypeName type={ticket.type} />
        {duty !== undefined && <Due duty={duty} />}
      </header>
      <p className="panel-symptom">{ticket.description.symptom}</p>
      <p className="hint">
        {ticket.reporter.name} · {ticket.reporter.department} ·{' '}
        {[ticket.reporter.extension, ticket.reporter.email].filter(Boolean).join(' · ')}
        {ticket.assignee !== null && ` → ${ticket.assignee.name} ${ticket.assignee.staffNumber ?? ''}`}
      </p>
      {about.length > 0 && (
        <section aria-label={t('about')}>
          {about.map((entry) => (
            <EntryLine key={entry.seq} entry={entry} />
          ))}
        </section>
      )}
      {isGone ? (
        <>
          <Alert type="info" showIcon title={t('gone')} description={t('goneHint')} />
          {latest !== undefined && <EntryLine entry={latest} />}
        </>
      ) : (
        <Choices {...props} />
      )}
    </>
  );
};

const Choices = ({ section, no, choice, setChoice, done }: DecisionPanelProps) => {
  const t = useWords('supervisor');
  const common = useWords('common');
  const { message } = App.useApp();
  const ticket = useTicket(no).data?.ticket;
  const offered = useOffered(no).data?.actions;
  const place = useRef<HTMLDivElement>(null);
  const isReady = offered !== undefined && ticket !== undefined;
  useEffect(() => {
    if (!isReady || !choice.isByKey) return undefined;
    // A form that begins anew makes its fields once more.
    const timer = window.setTimeout(() => firstField(place.current)?.focus(), 0);
    return () => window.clearTimeout(timer);
  }, [isReady, choice]);
  if (!isReady) return <Skeleton active />;
  const open = section.choices.flatMap((one, index) => {
    const action = offered.find(({ action: name }) => name === one?.action);
    return one === undefined || action === undefined ? [] : [{ one, index, action }];
  });
  const chosen = open.find(({ index }) => index === choice.index) ?? open[0];
  if (chosen === undefined)
    return (
      <Alert
        type="info"
        showIcon
        title={t('notNow')}
        {...(ticket.confirmationHeld ? { description: t('heldConfirmation') } : {})}
      />
    );
  return (
    <div ref={place}>
      {new Set(open.map(({ action }) => action)).size > 1 && (
        <Segmented
          block
          className="panel-choice"
          value={chosen.index}
          onChange={setChoice}
          options={open.map(({ index, action }) => ({ value: index, label: action.title }))}
        />
      )}
      <ActionForm
        key={`${section.id} ${no} ${chosen.index} ${choice.nth}`}
        no={no}
        action={chosen.action}
        version={ticket.version}
        {...(chosen.one.initial === undefined ? {} : { prefilled: chosen.one.initial(ticket) })}
        done={(isOnItsWay) => {
          void message.success(isOnItsWay ? common('accepted') : common('saved'));
          done();
        }}
      />
      <Link href={`/t/${no}`}>{t('open')} →</Link>
    </div>
  );
};

/** Where typing begins: not the switch between the ways out, nor a choice that is made already. */
const firstField = (place: HTMLElement | null): HTMLElement | null =>
  place?.querySelector<HTMLElement>(
    '.action-form input:not([type=radio], [type=checkbox], [readonly]), .action-form textarea',
  ) ?? null;
