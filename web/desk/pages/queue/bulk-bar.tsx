import { App, Button, Modal, Select, Space } from 'antd';
import { useState } from 'react';
import { ProblemError } from '../../api/client.js';
import { useAct, useOffered } from '../../api/queries.js';
import type { OfferedAction, Ticket } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { BulkForm } from './bulk-form.js';

/** Actions that make sense for many tickets at once. */
const bulkable = [
  'claim',
  'reassign',
  'dispatch',
  'change-urgency',
  'note',
  'reply',
  'apply-policy',
  'merge',
];

interface Outcome {
  readonly no: string;
  readonly error: string | null;
}

/** One action for several tickets: shown before it is done, and each ticket's outcome after. */
export const BulkBar = ({
  tickets,
  done,
}: {
  readonly tickets: readonly Ticket[];
  readonly done: () => void;
}) => {
  const t = useWords('queue');
  const common = useWords('common');
  const { message } = App.useApp();
  const act = useAct();
  const offered = useOffered(tickets[0]?.no ?? '').data?.actions ?? [];
  const [action, setAction] = useState<OfferedAction | null>(null);
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | null>(null);
  const [isBusy, setBusy] = useState(false);

  const run = async (input: unknown): Promise<void> => {
    if (action === null) return;
    setBusy(true);
    const results: Outcome[] = [];
    for (const { no } of tickets) {
      const error = await act
        .mutateAsync({ no, action: action.action, input, key: crypto.randomUUID() })
        .then(() => null)
        .catch((failure: unknown) =>
          failure instanceof ProblemError ? failure.problem.detail : common('failed'),
        );
      results.push({ no, error });
    }
    setBusy(false);
    const failed = results.filter(({ error }) => error !== null);
    void message.info(t('bulkDone', { done: results.length - failed.length, failed: failed.length }));
    if (failed.length > 0) setOutcomes(failed);
    else {
      setAction(null);
      done();
    }
  };
  const close = (): void => {
    setAction(null);
    if (outcomes !== null) done();
    setOutcomes(null);
  };
  return (
    <Space className="bulk">
      <strong>{t('selected', { n: tickets.length })}</strong>
      <Select
        value={null}
        placeholder={t('bulk')}
        aria-label={t('bulk')}
        style={{ minWidth: 160 }}
        options={offered
          .filter((one) => bulkable.includes(one.action))
          .map((one) => ({ value: one.action, label: one.title }))}
        onChange={(name: string | null) => setAction(offered.find((one) => one.action === name) ?? null)}
      />
      <Button onClick={done}>{common('cancel')}</Button>
      <Modal open={action !== null} onCancel={close} footer={null} title={action?.title} destroyOnHidden>
        <p>{t('bulkPreview', { action: action?.title ?? '' })}</p>
        <ul className="bulk-list">
          {tickets.map(({ no, description }) => (
            <li key={no}>
              {no} · {description.symptom}
              {outcomes?.find((one) => one.no === no)?.error && (
                <span className="bulk-error">{outcomes.find((one) => one.no === no)?.error}</span>
              )}
            </li>
          ))}
        </ul>
        {action !== null && outcomes === null && (
          <BulkForm action={action} isBusy={isBusy} run={(input) => void run(input)} />
        )}
      </Modal>
    </Space>
  );
};
