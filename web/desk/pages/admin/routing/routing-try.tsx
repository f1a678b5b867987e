import { Alert, App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { ticketTypes, typeLabels } from '../../../../../domain/words.js';
import { usePost } from '../../../api/admin.js';
import { ProblemError } from '../../../api/client.js';
import { useNames } from '../../../api/queries.js';
import { useLabel, useWords } from '../../../i18n.js';

interface Tried {
  readonly type: string;
  readonly department?: string;
  readonly symptom?: string;
  readonly impact?: string;
}
interface Routed {
  readonly group: string | null;
  readonly engineer: { readonly id: string; readonly name: string } | null;
  readonly onDuty: readonly { readonly id: string; readonly name: string; readonly openDuties: number }[];
  readonly told: readonly string[];
  readonly why: string;
}

/** What would happen to a ticket now; nothing is stored. */
export const RoutingTry = () => {
  const t = useWords('routing');
  const common = useWords('common');
  const label = useLabel();
  const names = useNames();
  const { message } = App.useApp();
  const post = usePost();
  const [routed, setRouted] = useState<Routed | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async ({ type, department, symptom, impact }: Tried): Promise<void> => {
    setBusy(true);
    const filler = '—';
    try {
      setRouted(
        await post<Routed>('/api/routing/try', {
          channel: 'service-desk',
          reporter: { name: filler, department: department?.trim() || filler, extension: '000' },
          description: {
            symptom: symptom?.trim() || filler,
            occurredAt: new Date().toISOString(),
            impact: impact?.trim() || filler,
            attempted: filler,
          },
          type,
          urgency: 'normal',
          readBack: { confirmed: true },
        }),
      );
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <h2>{t('try')}</h2>
      <p className="hint">{t('tryHint')}</p>
      <Form<Tried>
        layout="vertical"
        initialValues={{ type: ticketTypes[0] }}
        className="routing-try"
        onFinish={(tried) => void run(tried)}
      >
        <Form.Item name="type" label={t('type')}>
          <Select
            aria-label={t('type')}
            options={ticketTypes.map((value) => ({ value, label: label(typeLabels[value]) }))}
          />
        </Form.Item>
        <Form.Item name="department" label={t('department')}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="symptom" label={t('symptom')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="impact" label={t('impact')}>
          <Input maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('run')}
        </Button>
      </Form>
      {routed !== null && (
        <Alert
          type={routed.engineer === null ? 'warning' : 'success'}
          showIcon
          title={
            routed.group === null
              ? t('noRule')
              : t('goesTo', {
                  group: names.group(routed.group),
                  engineer: routed.engineer?.name ?? t('nobody'),
                })
          }
          description={
            <>
              <div>{routed.why}</div>
              {routed.told.length > 0 && (
                <div>{t('told', { who: routed.told.map((id) => names.person(id)).join('、') })}</div>
              )}
            </>
          }
        />
      )}
    </>
  );
};
