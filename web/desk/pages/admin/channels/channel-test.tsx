import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { ProblemError } from '../../../api/client.js';
import { usePost } from '../../../api/admin.js';
import type { Channel, Receipt } from '../../../api/notices.js';
import type { Problem } from '../../../api/types.js';
import { useWords } from '../../../i18n.js';
import { ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { WhyUndelivered } from '../../../parts/why-undelivered.js';

const tones = { sent: 'success', failed: 'error', unknown: 'warning', later: 'warning' } as const;

/** Sends one message for real and tells what the other side answered. */
export const ChannelTest = ({
  channel,
  isPersonal,
  close,
}: {
  readonly channel: Channel;
  readonly isPersonal: boolean;
  readonly close: () => void;
}) => {
  const t = useWords('channels');
  const common = useWords('common');
  const post = usePost();
  const [address, setAddress] = useState('');
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    setReceipt(null);
    try {
      const answer = await post<{ receipt: Receipt }>(
        `/api/channels/${channel.id}/test`,
        isPersonal ? { address } : {},
      );
      setReceipt(answer.receipt);
    } catch (error) {
      setProblem(
        error instanceof ProblemError
          ? error.problem
          : { title: common('failed'), status: 0, detail: '', code: 'no-answer', errors: [] },
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={`${t('test')} · ${channel.name}`}
      onCancel={close}
      footer={[
        <Button key="close" onClick={close}>
          {common('close')}
        </Button>,
        <Button
          key="send"
          type="primary"
          loading={isBusy}
          disabled={isPersonal && address.trim() === ''}
          onClick={() => void send()}
        >
          {t('sendTest')}
        </Button>,
      ]}
    >
      <p className="hint">{t('testHint')}</p>
      {isPersonal && (
        <Form layout="vertical">
          <Form.Item label={t('address')} extra={t('addressHint')}>
            <Input value={address} maxLength={128} onChange={({ target }) => setAddress(target.value)} />
          </Form.Item>
        </Form>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
      {receipt !== null && (
        <Alert
          type={tones[receipt.state]}
          showIcon
          title={t(`receipt-${receipt.state}`)}
          description={receipt.reason === undefined ? null : <WhyUndelivered reason={receipt.reason} />}
        />
      )}
    </Modal>
  );
};
