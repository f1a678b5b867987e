import {
  createContext,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type ReactNode,
} from 'react';

/** One key that does something on the present page. */
export interface Shortcut {
  /** `c`, `?`, `mod+k` (Ctrl or Cmd), or two in a row: `g q`. */
  readonly keys: string;
  readonly title: string;
  readonly run: () => void;
}

interface Shortcuts {
  readonly all: () => readonly Shortcut[];
  readonly add: (shortcuts: readonly Shortcut[], reach: Reach) => () => void;
}

/** A page's own keys go before those that work everywhere. */
type Reach = 'page' | 'everywhere';

const ShortcutsContext = createContext<Shortcuts | null>(null);
const pairMs = 1200;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Enter on a button or a link is theirs; a row that is chosen by pressing it is opened by the page's own key. */
const isPressing = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' &&
  event.target instanceof HTMLElement &&
  event.target.closest('button, a[href], summary, [role=button], [role=tab], [role=menuitem]') !== null &&
  event.target.closest('[data-opens-by-key]') === null;

/** Single keys work wherever nobody is typing; those with Ctrl or Cmd work everywhere. */
export const ShortcutsProvider = ({ children }: { readonly children: ReactNode }) => {
  const sets = useRef<readonly (readonly Shortcut[])[]>([]);
  const shortcuts = useMemo<Shortcuts>(
    () => ({
      all: () => sets.current.flat(),
      add: (added, reach) => {
        sets.current = reach === 'everywhere' ? [added, ...sets.current] : [...sets.current, added];
        return () => {
          sets.current = sets.current.filter((set) => set !== added);
        };
      },
    }),
    [],
  );
  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      const isMod = event.ctrlKey || event.metaKey;
      // Out of a field, so that single keys work again.
      if (event.key === 'Escape' && isTyping(event.target)) (event.target as HTMLElement).blur();
      if (event.altKey || (!isMod && (isTyping(event.target) || isPressing(event)))) return;
      const key = `${isMod ? 'mod+' : ''}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
      const pair = first !== null && Date.now() - first.at < pairMs ? `${first.key} ${key}` : null;
      const all = shortcuts.all().toReversed();
      const found = all.find(({ keys }) => keys === pair) ?? all.find(({ keys }) => keys === key);
      first = { key, at: Date.now() };
      if (found === undefined) return;
      first = null;
      event.preventDefault();
      found.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [shortcuts]);
  return <ShortcutsContext value={shortcuts}>{children}</ShortcutsContext>;
};

/** Adds keys while the calling component is shown; the last added wins. */
export const useShortcuts = (added: readonly Shortcut[], reach: Reach = 'page'): void => {
  const shortcuts = useContext(ShortcutsContext);
  // Before the browser goes on: the next key must find what this one has changed.
  useLayoutEffect(() => shortcuts?.add(added, reach), [shortcuts, added, reach]);
};

/** All keys that work at this moment, for the list behind `?`. */
export const useAllShortcuts = (): readonly Shortcut[] => {
  const all = useContext(ShortcutsContext)?.all() ?? [];
  return all.filter(({ keys }, index) => all.findLastIndex((other) => other.keys === keys) === index);
};
