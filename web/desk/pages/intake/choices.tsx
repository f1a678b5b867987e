import { Form, Radio } from 'antd';
import { spanText } from '../../../../domain/span.js';
import {
  ticketTypes,
  typeLabels,
  urgencies,
  urgencyLabels,
  type TicketType,
  type Urgency,
} from '../../../../domain/words.js';
import type { WordKey } from '../../../words/words.js';
import { usePromises } from '../../api/intake.js';
import { useLabel, useLanguage, useWords } from '../../i18n.js';

interface ChoiceProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly set: (value: string) => void;
}

const typeHints = {
  'system-fault': 'typeSystemFault',
  consultation: 'typeConsultation',
  'access-request': 'typeAccessRequest',
  'data-support': 'typeDataSupport',
  equipment: 'typeEquipment',
} as const satisfies Record<TicketType, WordKey<'intake'>>;

const urgencyHints = {
  urgent: 'effectUrgent',
  important: 'effectImportant',
  normal: 'effectNormal',
} as const satisfies Record<Urgency, WordKey<'intake'>>;

/** The type, explained by what the reporter says. */
export const TypeChoice = (props: ChoiceProps) => {
  const t = useWords('intake');
  const label = useLabel();
  return (
    <Choice
      {...props}
      name="type"
      options={ticketTypes.map((value) => ({
        value,
        label: label(typeLabels[value]),
        hint: t(typeHints[value]),
      }))}
    />
  );
};

/** The urgency, explained by what it brings about under the active policy. */
export const UrgencyChoice = (props: ChoiceProps) => {
  const t = useWords('intake');
  const label = useLabel();
  const { language } = useLanguage();
  const targets = usePromises();
  return (
    <Choice
      {...props}
      name="urgency"
      options={urgencies.map((value) => ({
        value,
        label: label(urgencyLabels[value]),
        hint: [
          t(urgencyHints[value]),
          ...(targets === undefined
            ? []
            : [
                t('effect', {
                  response: spanText(targets.response[value], language),
                  contact: spanText(targets.contact[value], language),
                }),
              ]),
        ].join(language === 'en' ? '; ' : '；'),
      }))}
    />
  );
};

const Choice = ({
  name,
  value,
  error,
  set,
  options,
}: ChoiceProps & {
  readonly name: 'type' | 'urgency';
  readonly options: readonly { readonly value: string; readonly label: string; readonly hint: string }[];
}) => {
  const t = useWords('intake');
  return (
    <Form.Item
      label={t(name)}
      required
      {...(error === undefined ? {} : { validateStatus: 'error', help: error })}
    >
      <Radio.Group
        id={`intake-${name}`}
        name={name}
        aria-label={t(name)}
        className="effects"
        value={value === '' ? null : value}
        onChange={({ target }: { readonly target: { readonly value?: unknown } }) =>
          set(String(target.value))
        }
      >
        {options.map((option) => (
          <Radio key={option.value} value={option.value}>
            <strong>{option.label}</strong> <span className="hint">{option.hint}</span>
          </Radio>
        ))}
      </Radio.Group>
    </Form.Item>
  );
};
