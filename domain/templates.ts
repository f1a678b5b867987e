import { isSecret, type NoticeName } from './notices.js';

/** What a text may name in braces; each is filled in when the entry is committed. */
export const templateVariables = [
  'no',
  'type',
  'urgency',
  'stage',
  'group',
  'duty',
  'since',
  'dueAt',
  'contactDueAt',
  'expectedResponseAt',
  'knowledgeDueAt',
  'surveyExpiresAt',
  'missing',
  'because',
  'gaps',
  'link',
  'surveyLink',
] as const;
export type TemplateVariable = (typeof templateVariables)[number];

export interface Template {
  readonly subject: string;
  readonly body: string;
}

/** One thing wrong with a text: where, and the piece that is wrong; `surveyLink` stands for its absence. */
export interface TemplateError {
  readonly part: keyof Template;
  readonly piece: string;
}

const isVariable = (name: string): boolean => (templateVariables as readonly string[]).includes(name);

/** Everything that keeps a text from being used; an empty list is a good text. */
export const templateErrors = (notice: NoticeName, template: Template): readonly TemplateError[] => {
  const found = (['subject', 'body'] as const).flatMap((part) => {
    const text = template[part];
    const names = [...text.matchAll(/\{([^{}]*)\}/gu)];
    const strays = text.replaceAll(/\{[^{}]*\}/gu, '').match(/[{}]/u);
    return [
      ...names.filter(([, name = '']) => !isVariable(name)).map(([piece]) => ({ part, piece })),
      ...(strays === null ? [] : [{ part, piece: strays[0] }]),
      // A survey's link is a secret of its one recipient: it belongs into that mail's text alone.
      ...(text.includes('{surveyLink}') && (part === 'subject' || !isSecret(notice))
        ? [{ part, piece: '{surveyLink}' }]
        : []),
    ];
  });
  return isSecret(notice) && !template.body.includes('{surveyLink}')
    ? [...found, { part: 'body', piece: '{surveyLink}' }]
    : found;
};

/** The text with its variables filled in. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => values[name] ?? whole);
