import { expect, test } from '@jest/globals';
import { archiveAccount } from '../../domain/archive-account.js';
import type { ActionEntry } from '../../domain/entry.js';
import { archiveParts } from '../../domain/words.js';

const at = Date.parse('2026-01-05T09:00:00+08:00');
const deed = (seq: number, changes: Partial<ActionEntry>): ActionEntry => ({
  seq,
  at: at + seq * 60_000,
  by: { id: 'liu', staffNumber: 'E1010', role: 'supervisor' },
  clause: '§2.5.2',
  action: 'waive-archive-part',
  outcome: 'done',
  input: { part: 'knowledge', reason: '迁移中' },
  met: [],
  visibility: 'internal',
  tell: [],
  ...changes,
});

test('§2.5.2: each part is accounted for; what was waived says by whom, when and why', () => {
  const account = archiveAccount([
    null,
    deed(2, { action: 'note', input: { part: 'knowledge', text: '…' } }),
    deed(3, { outcome: 'refused' }),
    deed(4, {
      action: 'supply-archive-part',
      by: { id: 'li', staffNumber: 'E1004', role: 'engineer' },
      input: { part: 'process-records', content: '见纸质记录' },
    }),
    deed(5, {}),
  ]);
  expect(account.map(({ part, state }) => [part, state])).toEqual(
    archiveParts.map((part) => [
      part,
      { knowledge: 'waived', 'process-records': 'supplied' }[part as string] ?? 'present',
    ]),
  );
  expect(account.find(({ part }) => part === 'knowledge')).toEqual({
    part: 'knowledge',
    title: '知识库更新',
    state: 'waived',
    by: { id: 'liu', staffNumber: 'E1010' },
    at: '2026-01-05T09:05:00+08:00',
    reason: '迁移中',
  });
  expect(account.find(({ part }) => part === 'process-records')).toMatchObject({
    by: { id: 'li' },
    content: '见纸质记录',
  });
});

test('§2.5.2: of a part that was waived and supplied after all, the later counts', () => {
  const supplied = deed(6, {
    action: 'supply-archive-part',
    input: { part: 'knowledge', content: 'KB-001' },
  });
  expect(archiveAccount([deed(5, {}), supplied]).at(-1)).toMatchObject({
    state: 'supplied',
    content: 'KB-001',
  });
  expect(archiveAccount([supplied, deed(7, {})]).at(-1)).toMatchObject({ state: 'waived' });
});
