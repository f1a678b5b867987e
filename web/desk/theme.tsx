import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

interface Theming {
  readonly isDark: boolean;
  readonly toggle: () => void;
}

const ThemeContext = createContext<Theming>({ isDark: false, toggle: () => undefined });
const storageKey = 'desk.theme';

const systemIsDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

const firstIsDark = (): boolean => {
  const kept = localStorage.getItem(storageKey);
  return kept === null ? systemIsDark().matches : kept === 'dark';
};

/** Light or dark as the system has it, until the reader chooses. */
export const ThemeProvider = ({ children }: { readonly children: ReactNode }) => {
  const [isDark, keep] = useState(firstIsDark);
  useEffect(() => {
    // Some systems turn dark in the evening, under a page that was left open.
    const system = systemIsDark();
    const follow = (): void => keep(firstIsDark());
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const theming = useMemo<Theming>(
    () => ({
      isDark,
      toggle: () => {
        localStorage.setItem(storageKey, isDark ? 'light' : 'dark');
        keep(!isDark);
      },
    }),
    [isDark],
  );
  return <ThemeContext value={theming}>{children}</ThemeContext>;
};

export const useTheme = (): Theming => useContext(ThemeContext);
