import type { Language } from '../domain/words.js';

const name = 'desk-language';
const form = new RegExp(`(?:^|;\\s*)${name}=(zh-CN|en)(?:;|$)`, 'u');
const yearSeconds = 31_536_000;

/** The language that a reader chose by the switch; null where they never did. */
export const chosenLanguage = (cookie: string | undefined): Language | null =>
  (form.exec(cookie ?? '')?.[1] as Language | undefined) ?? null;

export const languageCookie = (language: Language): string =>
  `${name}=${language}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
