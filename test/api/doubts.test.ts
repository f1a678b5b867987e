import { expect, test } from '@jest/globals';
import { createDoubts } from '../../api/doubts.js';
import { openBudgetDesk, until } from '../budgets/desk.js';
import { manualPolicy } from '../../domain/policy.js';
import { letComeApart } from '../workers/come-apart.js';

// Nothing is overdue on these tickets, so nobody else would look for them.
test('a doubted ticket whose run cannot go on gets a new one, and takes what it is told', async () => {
  const desk = await openBudgetDesk({ policy: { ...manualPolicy, version: 2 } });
  const told: string[] = [];
  const { runs, intakes } = desk;
  const doubts = createDoubts({
    runs,
    loadTicket: intakes.loadTicket,
    warn: (message) => void told.push(message),
    pauseMs: 50,
  });
  const noted = async (no: string): Promise<number> =>
    (await desk.pool.query(`select from entry where no = $1 and action = 'note'`, [no])).rows.length;
  let end = async (): Promise<void> => await Promise.resolve();
  try {
    const [sound, broken] = [await desk.open(), await desk.open()];
    end = await letComeApart(desk, broken.no);
    const { runId } = await desk.client.workflow.getHandle(sound.no).describe();
    for (const { no } of [sound, broken]) doubts.add(no);
    await until(() => Promise.resolve(told.length > 0));
    expect(told).toEqual([`${broken.no} goes on in a new run: failing`]);
    expect((await desk.client.workflow.getHandle(sound.no).describe()).runId).toBe(runId);
    await broken.does({ who: 'liu', action: 'note', input: { text: '还在吗' } });
    expect(await noted(broken.no)).toBe(1);
  } finally {
    await end();
    await doubts.stop();
    await desk.close();
  }
}, 60_000);
