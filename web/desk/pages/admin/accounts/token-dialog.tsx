import { Alert, App, Button, Input, Modal } from 'antd';
import { useWords } from '../../../i18n.js';
import { useUnsaved } from '../../../shell/leave-guard.js';
import type { Issued } from './account-drawer.js';

/** Shows a token this once; only a word that it was kept closes it. */
export const TokenDialog = ({ issued, close }: { readonly issued: Issued; readonly close: () => void }) => {
  const t = useWords('accounts');
  const { message } = App.useApp();
  useUnsaved(true);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(issued.token);
      void message.success(t('copied'));
    } catch {
      void message.warning(t('notCopied'));
    }
  };
  return (
    <Modal
      open
      title={t('tokenTitle', { name: issued.account.name })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={close}>
          {t('tokenKept')}
        </Button>
      }
    >
      <Alert className="admin-note" type="warning" showIcon title={t('tokenOnce')} />
      <Input.TextArea
        readOnly
        autoSize
        className="admin-code"
        aria-label={t('token')}
        value={issued.token}
        onFocus={({ target }) => target.select()}
      />
      <p className="admin-bar account-copy">
        <Button onClick={() => void copy()}>{t('copy')}</Button>
        <span className="hint">{t('tokenUse')}</span>
      </p>
    </Modal>
  );
};
