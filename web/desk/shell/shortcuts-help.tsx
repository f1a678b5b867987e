import { Modal } from 'antd';
import { useWords } from '../i18n.js';
import { useAllShortcuts } from './shortcuts.js';

const shown = (keys: string): string =>
  keys.replaceAll('mod+', navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl+');

export const ShortcutsHelp = ({
  isOpen,
  close,
}: {
  readonly isOpen: boolean;
  readonly close: () => void;
}) => {
  const t = useWords('common');
  return (
    <Modal open={isOpen} onCancel={close} footer={null} title={t('shortcuts')}>
      {isOpen && <Keys />}
    </Modal>
  );
};

const Keys = () => {
  const all = useAllShortcuts();
  return (
    <dl className="keys">
      {all.map(({ keys, title }) => (
        <div key={keys}>
          <dt>
            {shown(keys)
              .split(' ')
              .map((key, index) => (
                <kbd key={index}>{key}</kbd>
              ))}
          </dt>
          <dd>{title}</dd>
        </div>
      ))}
    </dl>
  );
};
