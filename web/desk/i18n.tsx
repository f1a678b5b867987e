import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Label, Language } from '../../domain/words.js';
import { wordOf, type AreaName, type WordKey } from '../words/words.js';

interface Speaking {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<Speaking | null>(null);
const storageKey = 'desk.language';

/** The browser's own wish, unless the switch was used before. */
const firstLanguage = (): Language => {
  const kept = localStorage.getItem(storageKey);
  if (kept === 'zh-CN' || kept === 'en') return kept;
  return navigator.language.startsWith('en') ? 'en' : 'zh-CN';
};

export const LanguageProvider = ({ children }: { readonly children: ReactNode }) => {
  const [language, keep] = useState(firstLanguage);
  const speaking = useMemo<Speaking>(
    () => ({
      language,
      setLanguage: (next) => {
        localStorage.setItem(storageKey, next);
        keep(next);
      },
    }),
    [language],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <LanguageContext value={speaking}>{children}</LanguageContext>;
};

export const useLanguage = (): Speaking => {
  const speaking = useContext(LanguageContext);
  if (speaking === null) throw new Error('outside of LanguageProvider');
  return speaking;
};

/** `const t = useWords('queue'); t('title')`. */
export const useWords = <Name extends AreaName>(name: Name) => {
  const { language } = useLanguage();
  return useMemo(
    () =>
      (key: WordKey<Name>, values?: Readonly<Record<string, string | number>>): string =>
        wordOf(language, [name, key], values),
    [language, name],
  );
};

/** A label of the rules in the reader's language. */
export const useLabel = () => {
  const { language } = useLanguage();
  return useMemo(
    () =>
      (label: Label): string =>
        label[language],
    [language],
  );
};
