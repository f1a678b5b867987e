import type { LeavingField } from './channels.js';
import type { Language } from './words.js';

/** A notice to a chat or a program: no more of the ticket than the channel's allow list names. */
export const leavingText = (
  values: Readonly<Record<LeavingField, string>>,
  { fields, language }: { readonly fields: readonly LeavingField[]; readonly language: Language },
): { readonly subject: string; readonly body: string } => {
  const some = (...names: readonly LeavingField[]): readonly string[] =>
    names.filter((name) => fields.includes(name)).map((name) => values[name]);
  const subject = some('number', 'level').join(' ');
  return {
    subject: subject === '' ? (language === 'zh-CN' ? '恒台有新通知' : 'Steadydesk has news') : subject,
    body: [...some('notice'), some('type', 'stage', 'group').join(' · '), ...some('text', 'link')]
      .filter((line) => line !== '')
      .join('\n'),
  };
};
