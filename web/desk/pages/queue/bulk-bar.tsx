import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Select, Space } from 'antd';
import { useState } from 'react';
import { ProblemError } from '../../api/client.js';
import { refreshAll, useAsk, useOffered } from '../../api/queries.js';
import type { OfferedAction, Ticket } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { useWayOut } from '../../shell/leave-guard.js';
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
/** The API gives each caller so much at once; more would only wait there. */
const atOnce = 4;
/** Nobody reads through more before pressing a button. */
const mostPreviewed = 50;

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
  const asks = useAsk();
  const queries = useQueryClient();
  const offered = useOffered(tickets[0]?.no ?? '').data?.actions ?? [];
  const [action, setAction] = useState<OfferedAction | null>(null);
  const [failures, setFailures] = useState<ReadonlyMap<string, string> | null>(null);
  /** Of the tickets, how many have their answer; null when nothing goes on. */
  const [answered, setAnswered] = useState<number | null>(null);

  const run = async (input: unknown): Promise<void> => {
    if (action === null) return;
    setAnswered(0);
    const failed = new Map<string, string>();
    const left = [...tickets];
    const total = left.length;
    const one = async (): Promise<void> => {
      for (let ticket = left.shift(); ticket !== undefined; ticket = left.shift()) {
        const { no } = ticket;
        await asks(`/api/tickets/${no}/actions/${action.action}`, {
          method: 'POST',
          body: input,
          headers: { 'idempotency-key': crypto.randomUUID() },
        }).catch((error: unknown) =>
          failed.set(no, error instanceof ProblemError ? error.problem.detail : common('failed')),
        );
        setAnswered((now) => (now ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    void refreshAll(queries);
    setAnswered(null);
    void message.info(t('bulkDone', { done: total - failed.size, failed: failed.size }));
    if (failed.size > 0) setFailures(failed);
    else {
      setAction(null);
      done();
    }
  };
  const close = (): void => {
    setAction(null);
    if (failures !== null) done();
    setFailures(null);
  };
  const leave = useWayOut(close);
  const shown = failures === null ? tickets : tickets.filter(({ no }) => failures.has(no));
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
      <Modal open={action !== null} onCancel={leave} footer={null} title={action?.title} destroyOnHidden>
        <p>{t(failures === null ? 'bulkPreview' : 'bulkFailed', { action: action?.title ?? '' })}</p>
        <ul className="bulk-list">
          {shown.slice(0, mostPreviewed).map(({ no, description }) => (
            <li key={no}>
              {no} · {description.symptom}
              {failures !== null && <span className="bulk-error">{failures.get(no)}</span>}
            </li>
          ))}
        </ul>
        {shown.length > mostPreviewed && (
          <p className="hint">{t('bulkMore', { n: shown.length - mostPreviewed })}</p>
        )}
        {answered !== null && (
          <p role="status">
            <progress value={answered} max={tickets.length} aria-label={action?.title} /> {answered} /{' '}
            {tickets.length}
          </p>
        )}
        {action !== null && failures === null && (
          <BulkForm action={action} isBusy={answered !== null} run={(input) => void run(input)} />
        )}
      </Modal>
    </Space>
  );
};
