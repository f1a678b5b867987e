import { useCallback, useEffect, useRef } from 'react';

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
