import type { WordKey } from '../../../../words/words.js';

type Word = WordKey<'channels'>;

const secrets = { key: 'key', token: 'token' } as const satisfies Record<string, Word>;
const settings = [
  'base',
  'url',
  'corpId',
  'agentId',
  'appKey',
  'appId',
  'idType',
] as const satisfies readonly Word[];
/** What of a ticket may leave by a channel. */
export const leaving = [
  'number',
  'level',
  'link',
  'notice',
  'type',
  'stage',
  'group',
  'text',
] as const satisfies readonly Word[];

export const secretWord = (name: string): Word =>
  name === 'key' || name === 'token' ? secrets[name] : 'secret';
export const settingWord = (name: string): Word => settings.find((word) => word === name) ?? 'base';
export const leavingWord = (name: string): Word => leaving.find((word) => word === name) ?? 'text';
