/** Wording of one area: Chinese is the source, English has the same keys. */
export interface Area<Keys extends string> {
  readonly 'zh-CN': Readonly<Record<Keys, string>>;
  readonly en: Readonly<Record<Keys, string>>;
}

/** Checks that both languages have the same keys; `{name}` in a text is filled in. */
export const area = <Keys extends string>(
  zh: Readonly<Record<Keys, string>>,
  en: Readonly<Record<NoInfer<Keys>, string>>,
): Area<Keys> => ({ 'zh-CN': zh, en });
