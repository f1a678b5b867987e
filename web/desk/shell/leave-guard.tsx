import { App } from 'antd';
import { useCallback, useEffect, useRef } from 'react';
import { useWords } from '../i18n.js';

const unsaved = new Set<object>();

/** Whether a form on the page holds what was typed and not saved. */
export const hasUnsaved = (): boolean => unsaved.size > 0;

const warn = (event: BeforeUnloadEvent): void => {
  if (hasUnsaved()) event.preventDefault();
};

/** While it is given true, leaving the page asks first. What it gives is for leaving right after saving. */
export const useUnsaved = (isUnsaved: boolean): (() => void) => {
  const me = useRef({});
  useEffect(() => {
    const key = me.current;
    if (isUnsaved) unsaved.add(key);
    window.addEventListener('beforeunload', warn);
    return () => {
      unsaved.delete(key);
      if (!hasUnsaved()) window.removeEventListener('beforeunload', warn);
    };
  }, [isUnsaved]);
  return useCallback(() => void unsaved.delete(me.current), []);
};

/** Asks whether what was typed may be thrown away, and goes on when it may. */
export const useDiscarding = (): ((go: () => void) => void) => {
  const t = useWords('common');
  const { modal } = App.useApp();
  return (go) =>
    void modal.confirm({
      title: t('discard'),
      content: t('discardHint'),
      okText: t('discardYes'),
      onOk: go,
    });
};

/** The way out of a form by its buttons, by Esc or by a click beside it: it asks first when something is unsaved. */
export const useWayOut = (close: () => void): (() => void) => {
  const discarding = useDiscarding();
  return () => (hasUnsaved() ? discarding(close) : close());
};
