import { Card, Descriptions } from 'antd';
import { channelLabels } from '../../../../domain/words.js';
import { useNames } from '../../api/queries.js';
import type { Person, Ticket } from '../../api/types.js';
import { useLabel, useWords } from '../../i18n.js';
import { Time } from '../../parts/time.js';
import { absoluteTime } from '../../time.js';

const named = (person: Person | null): string =>
  person === null ? '—' : `${person.name} ${person.staffNumber ?? ''}`;

/** Who reported what, and who has it. */
export const IntakeCard = ({ ticket }: { readonly ticket: Ticket }) => {
  const t = useWords('ticket');
  const label = useLabel();
  const names = useNames();
  const { reporter, description, readBack, survey } = ticket;
  const surveys = {
    planned: t('surveyPlanned'),
    sent: t('surveySent'),
    answered: t('surveyAnswered'),
    expired: t('surveyExpired'),
    withdrawn: t('surveyWithdrawn'),
  };
  const items = [
    [t('reporter'), `${reporter.name} · ${reporter.department}`],
    [t('contactWays'), [reporter.extension, reporter.email].filter(Boolean).join(' · ')],
    [t('occurredAt'), absoluteTime(description.occurredAt)],
    [t('impact'), description.impact],
    [t('attempted'), description.attempted],
    ...(readBack.corrections === undefined ? [] : [[t('corrections'), readBack.corrections]]),
    [t('takenBy'), `${named(ticket.takenBy)} · ${label(channelLabels[ticket.channel])}`],
    [t('group'), ticket.group === null ? '—' : names.group(ticket.group)],
    [t('assignee'), named(ticket.assignee)],
    ...(ticket.escalation?.liaison ? [[t('liaison'), named(ticket.escalation.liaison)]] : []),
    [t('acceptedAt'), <Time key="accepted" at={ticket.acceptedAt} />],
    [t('expectedResponse'), <Time key="response" at={ticket.expectedResponseAt} />],
    [t('expectedResolution'), <Time key="resolution" at={ticket.expectedResolutionAt} />],
    [t('resolvedAt'), <Time key="resolved" at={ticket.resolvedAt} />],
    ...(survey === null ? [] : [[t('survey'), surveys[survey.state]]]),
    [t('policy'), ticket.policyVersion],
  ] as const;
  return (
    <Card title={t('intake')} size="small">
      <Descriptions
        column={1}
        size="small"
        items={items.map(([title, content]) => ({ key: title, label: title, children: content }))}
      />
    </Card>
  );
};
