import { Alert, Button, Modal, Typography } from 'antd';
import { useRef } from 'react';
import { typeLabels, urgencyLabels, type TicketType, type Urgency } from '../../../../domain/words.js';
import { useTryRouting, type Intake } from '../../api/intake.js';
import { useLabel, useWords } from '../../i18n.js';
import { absoluteTime, useNow } from '../../time.js';
import { fieldNames, type FieldName, type Values } from './draft.js';
import { parseMoment } from './moment.js';

interface ReadBackProps {
  readonly values: Values;
  readonly intake: Intake | null;
  readonly problem: string | null;
  readonly isSending: boolean;
  readonly change: () => void;
  readonly confirm: () => void;
}

/** A field as it is spoken. */
export const useSpoken = (now: number) => {
  const label = useLabel();
  return (name: FieldName, value: string): string => {
    if (name === 'type') return value === '' ? '—' : label(typeLabels[value as TicketType]);
    if (name === 'urgency') return label(urgencyLabels[value as Urgency]);
    const at = name === 'occurredAt' ? parseMoment(value, now) : null;
    return at === null ? value : absoluteTime(at).slice(0, 16);
  };
};

/** §2.1.6: all of it is read back to the reporter, and filed only when they say that it is correct. */
export const ReadBack = ({ values, intake, problem, isSending, change, confirm }: ReadBackProps) => {
  const t = useWords('intake');
  const spoken = useSpoken(useNow());
  const routed = useTryRouting(intake).data;
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      open={intake !== null}
      title={t('readBack')}
      width={640}
      onCancel={change}
      afterOpenChange={(isOpen) => isOpen && button.current?.focus()}
      footer={[
        <Button key="change" onClick={change} disabled={isSending}>
          {t('change')}
        </Button>,
        <Button key="confirm" type="primary" ref={button} loading={isSending} onClick={confirm}>
          {t('correct')}
        </Button>,
      ]}
    >
      <p className="script">{t('readBackScript')}</p>
      <dl className="read-back">
        {fieldNames
          .filter((name) => values[name].trim() !== '')
          .map((name) => (
            <div key={name}>
              <dt>{t(name)}</dt>
              <dd>{spoken(name, values[name])}</dd>
            </div>
          ))}
        {intake?.readBack.corrections !== undefined && (
          <div>
            <dt aria-hidden="true" />
            <dd>
              <Typography.Text type="warning">{intake.readBack.corrections}</Typography.Text>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('goesTo')}</dt>
          <dd>{routed?.why ?? '…'}</dd>
        </div>
      </dl>
      {problem !== null && <Alert type="error" showIcon title={problem} />}
    </Modal>
  );
};
