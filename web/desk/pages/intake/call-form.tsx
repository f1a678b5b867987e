import { Form, Input } from 'antd';
import { useMe } from '../../api/queries.js';
import type { Reporter } from '../../api/intake.js';
import { useWords } from '../../i18n.js';
import { absoluteTime, useNow } from '../../time.js';
import { TypeChoice, UrgencyChoice } from './choices.js';
import type { FieldName, Tick } from './draft.js';
import { FindReporter } from './find-reporter.js';
import { parseMoment } from './moment.js';
import { Step } from './step.js';
import type { CallAtHand } from './use-call.js';

export type Errors = Readonly<Partial<Record<FieldName | Tick, string>>>;

/** The call from the greeting to the urgency, in the order in which it is spoken. */
export const CallForm = ({ call, errors }: { readonly call: CallAtHand; readonly errors: Errors }) => {
  const t = useWords('intake');
  const me = useMe().data;
  const { draft, set } = call;
  const { values, done } = draft;
  const choose = (reporter: Reporter): void => {
    call.choose(reporter);
    // All is filled in: what is left of this step is to ask whether it is right.
    window.setTimeout(() => document.getElementById('intake-confirmed')?.focus(), 0);
  };
  const text = (name: FieldName) => ({ name, value: values[name], error: errors[name], set });
  const tick = (name: Tick) => ({
    id: `intake-${name}`,
    label: t(name),
    isDone: done[name],
    error: errors[name],
    set: (isDone: boolean) => call.tick(name, isDone),
  });
  const contact = [values.extension, values.email].filter(Boolean).join(' · ');
  const meant = parseMoment(values.occurredAt, useNow());
  return (
    <>
      <Step
        nth={1}
        title={t('step1')}
        script={t('script1', { no: me?.staffNumber ?? '—' })}
        tick={tick('said')}
      />
      <Step
        nth={2}
        title={t('step2')}
        script={
          values.name === '' || values.department === ''
            ? t('script2Empty')
            : t('script2', { name: values.name, department: values.department, contact: contact || '—' })
        }
        tick={tick('confirmed')}
      >
        <div className="fields five">
          <FindReporter choose={choose} />
          <Text {...text('name')} max={60} isRequired />
          <Text {...text('department')} max={80} isRequired />
          <Text {...text('extension')} max={20} />
          <Text {...text('email')} max={254} />
        </div>
      </Step>
      <Step nth={3} title={t('step3')} script={t('script3')}>
        <Text {...text('symptom')} hint={t('symptomHint')} max={4000} isRequired isLong />
        <div className="fields three">
          <Text
            {...text('occurredAt')}
            hint={t('occurredAtHint')}
            extra={meant === null ? undefined : absoluteTime(meant).slice(0, 16)}
            max={20}
            isRequired
          />
          <Text
            {...text('impact')}
            hint={t('impactHint')}
            max={4000}
            isRequired
            often={[t('self'), t('wholeDepartment'), t('wholeCompany')]}
          />
          <Text
            {...text('attempted')}
            hint={t('attemptedHint')}
            max={4000}
            isRequired
            often={[t('nothingTried'), t('restarted'), t('reloggedIn')]}
          />
        </div>
      </Step>
      <Step nth={4} title={t('step4')} script={t('script4')}>
        <div className="fields two">
          <TypeChoice value={values.type} error={errors.type} set={(value) => set('type', value)} />
          <UrgencyChoice
            value={values.urgency}
            error={errors.urgency}
            set={(value) => set('urgency', value)}
          />
        </div>
      </Step>
    </>
  );
};

interface TextProps {
  readonly name: FieldName;
  readonly value: string;
  readonly error: string | undefined;
  readonly set: (name: FieldName, value: string) => void;
  readonly max: number;
  readonly hint?: string;
  readonly extra?: string | undefined;
  readonly isRequired?: boolean;
  readonly isLong?: boolean;
  /** What reporters often answer. */
  readonly often?: readonly string[];
}

const Text = ({ name, value, error, set, max, hint, extra, isRequired, isLong, often }: TextProps) => {
  const t = useWords('intake');
  const id = `intake-${name}`;
  const change = { value, maxLength: max, ...(hint === undefined ? {} : { placeholder: hint }) };
  return (
    <Form.Item
      label={t(name)}
      htmlFor={id}
      required={isRequired === true}
      {...(extra === undefined || extra === value ? {} : { extra })}
      {...(error === undefined ? {} : { validateStatus: 'error', help: error })}
    >
      {often !== undefined ? (
        // The browser's own list: Tab goes on to the next field, Enter replaces nothing.
        <>
          <Input
            id={id}
            list={`${id}-often`}
            {...change}
            onChange={({ target }) => set(name, target.value)}
          />
          <datalist id={`${id}-often`}>
            {often.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </datalist>
        </>
      ) : isLong === true ? (
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 1, maxRows: 8 }}
          {...change}
          onChange={({ target }) => set(name, target.value)}
        />
      ) : (
        <Input id={id} {...change} onChange={({ target }) => set(name, target.value)} />
      )}
    </Form.Item>
  );
};
