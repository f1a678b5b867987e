import type { PersonRefusal } from '../adapters/postgres/people-records.js';
import type { Label, Language } from '../domain/words.js';
import type { Answer } from './answer.js';
import { notFound, problem } from './problems.js';
import { staleAnswer, wrong } from './revised.js';

const label = (zh: string, en: string): Label => ({ 'zh-CN': zh, en });

const taken: Readonly<Record<'id' | 'email' | 'staffNumber', Label>> = {
  id: label('此登录名已有人使用。', 'Somebody has this id already.'),
  email: label('此邮箱已属于他人。', 'This address is somebody else’s.'),
  staffNumber: label('此工号已属于他人。', 'This staff number is somebody else’s.'),
};
const noStaffNumber = label(
  '服务台人员、工程师、负责人、主管和经理须有工号。',
  'Agents, engineers, leads, supervisors and managers need a staff number.',
);

/** What is wrong with one field, for answers and previews; null where it is about no field. */
export const fieldRefusal = (
  why: PersonRefusal,
): { readonly pointer: string; readonly detail: Label } | null => {
  if (why.state === 'taken') return { pointer: `/${why.field}`, detail: taken[why.field] };
  return why.state === 'no-staff-number' ? { pointer: '/staffNumber', detail: noStaffNumber } : null;
};

/** Why a person was not written, as an answer. */
export const personRefused = (why: PersonRefusal, language: Language): Answer => {
  const field = fieldRefusal(why);
  if (field !== null)
    return problem('invalid-input', language, {
      clause: '§2.1.2',
      errors: [wrong(field.pointer, field.detail, language)],
    });
  if (why.state === 'stale') return staleAnswer(why.version, language);
  if (why.state === 'own-rights') return problem('not-allowed-now', language, { detail: ownRights });
  if (why.state === 'last-admin') return problem('not-allowed-now', language, { detail: lastAdmin });
  return notFound(language);
};

const ownRights = label(
  '不能更改自己的角色，也不能停用自己；请由另一位管理员操作。',
  'Nobody changes their own roles or disables themselves; ask another administrator.',
);
const lastAdmin = label('至少须保留一位管理员。', 'At least one administrator must remain.');
