import { Tag } from 'antd';
import {
  stageLabels,
  typeLabels,
  urgencyLabels,
  type Stage,
  type TicketType,
  type Urgency,
} from '../../../domain/words.js';
import { useLabel } from '../i18n.js';
import { AlertIcon } from '../shell/icons.js';

const stageColours: Readonly<Record<Stage, string>> = {
  registered: 'default',
  assigned: 'gold',
  handling: 'blue',
  'awaiting-reporter': 'default',
  'awaiting-decision': 'purple',
  escalated: 'magenta',
  verifying: 'cyan',
  resolved: 'green',
  archived: 'default',
  withdrawn: 'default',
  merged: 'default',
};

export const StageTag = ({ stage }: { readonly stage: Stage }) => {
  const label = useLabel();
  return <Tag color={stageColours[stage]}>{label(stageLabels[stage])}</Tag>;
};

export const UrgencyTag = ({ urgency }: { readonly urgency: Urgency }) => {
  const label = useLabel();
  if (urgency === 'urgent')
    return (
      <Tag color="#a8071a" variant="solid" icon={<AlertIcon />}>
        {' '}
        {label(urgencyLabels.urgent)}
      </Tag>
    );
  return <Tag color={urgency === 'important' ? 'orange' : 'default'}>{label(urgencyLabels[urgency])}</Tag>;
};

export const TypeName = ({ type }: { readonly type: TicketType }) => {
  const label = useLabel();
  return <>{label(typeLabels[type])}</>;
};
