import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPolicyVersions } from '../../adapters/postgres/policy-versions.js';
import { createRollOutDesk } from '../../adapters/postgres/roll-outs.js';
import { taskQueue } from '../../adapters/temporal/ticket-runs.js';
import { isDutyEntry } from '../../domain/entry.js';
import { dryRun } from '../../domain/policy-change/dry-run.js';
import { manualPolicy } from '../../domain/policy.js';
import { dutyView } from '../../domain/view.js';
import { until } from '../../scripts/rehearsal/rehearsal.js';
import { openDesk, type TestDesk, type TestTicket } from './desk.js';

let desk: TestDesk;
let failures = 0;
beforeAll(async () => {
  // Every second sending fails after it was done, as if its answer had been lost.
  desk = await openDesk((ports) => ({
    ...ports,
    actions: {
      act: async (sent) => {
        const answer = await ports.actions.act(sent);
        failures += 1;
        if (failures % 2 === 0) throw new Error('the answer was lost');
        return answer;
      },
    },
  }));
});
afterAll(async () => {
  await desk.close();
});

const applied = async (ticket: TestTicket): Promise<readonly unknown[]> =>
  (await ticket.log())
    .filter((entry) => !isDutyEntry(entry) && entry.action === 'apply-policy')
    .map(({ by, input }) => [by.id, by.role, input['version'], input['reason']]);
const dueTimes = async (ticket: TestTicket): Promise<Record<string, string | null>> => {
  const state = await ticket.state();
  return Object.fromEntries(
    state.duties.map((clock) => [`${clock.duty} ${clock.nth}`, dutyView(state, clock).dueAt]),
  );
};

test('a roll-out does to each ticket just what the dry run said, once, whatever fails on the way; and back', async () => {
  const versions = createPolicyVersions(desk.pool);
  const rollOuts = createRollOutDesk(desk.pool);
  const policy = {
    ...manualPolicy,
    version: 2,
    targets: {
      ...manualPolicy.targets,
      contact: { urgent: '10 min', important: '20 min', normal: '3 h' },
      response: { urgent: '5 min', important: '2 h', normal: '2 wd' },
    },
  } as const;
  await versions.addPolicy({ policy, base: 1, active: false, author: 'liu', now: await desk.now() });
  const old: TestTicket[] = [];
  for (const urgency of ['urgent', 'important', 'normal', 'normal', 'normal'] as const)
    old.push(await desk.open({ urgency }));
  const [, , , withdrawn] = old;
  await withdrawn?.does('wang', 'withdraw', { reason: '不需要了' });
  const living = old.filter((ticket) => ticket !== withdrawn);
  const before = await Promise.all(living.map(dueTimes));
  const now = await desk.now();
  const foretold = await Promise.all(
    living.map(async (ticket) =>
      dryRun(await ticket.state(), {
        policy,
        by: { id: 'liu', staffNumber: null, role: 'supervisor' },
        reason: '-',
        now,
      }),
    ),
  );
  expect(foretold.flat().length).toBeGreaterThan(4);

  const run = async (choice: Parameters<typeof rollOuts.askRollOut>[0]['choice']): Promise<string> => {
    const id = (await rollOuts.askRollOut({ choice, reason: '试行', by: 'liu', now })) ?? '';
    await desk.client.workflow.start('policyRollOut', {
      taskQueue,
      workflowId: `policy-roll-out-${id}`,
      args: [id],
    });
    await until(async () => (await rollOuts.rollOut(id))?.waiting === 0);
    return id;
  };
  const id = await run({ all: true, version: 2 });
  expect(await rollOuts.rollOut(id)).toMatchObject({ applied: 4, refused: 0, waiting: 0 });
  for (const [i, ticket] of living.entries()) {
    expect(await applied(ticket)).toEqual([['liu', 'supervisor', 2, '试行']]);
    const after = await dueTimes(ticket);
    for (const [name, dueAt] of Object.entries(before[i] ?? {})) {
      const told = foretold[i]?.find(({ duty, nth }) => `${duty} ${nth}` === name);
      expect([name, after[name] === null ? null : Date.parse(after[name] ?? '')]).toEqual([
        name,
        told === undefined ? (dueAt === null ? null : Date.parse(dueAt)) : told.to,
      ]);
    }
  }
  expect(
    await rollOuts.askRollOut({ choice: { all: true, version: 2 }, reason: '再', by: 'liu', now }),
  ).toBeNull();

  const back = await run({ takesBack: id });
  expect(await rollOuts.rollOut(back)).toMatchObject({ applied: 4, takesBack: id });
  expect(await Promise.all(living.map(dueTimes))).toEqual(before);
  expect(await applied(withdrawn as TestTicket)).toEqual([]);
  // Whoever is no supervisor any more changes nothing.
  await desk.pool.query(`update person set roles = '{reporter}' where id = 'liu'`);
  const late = await run({ all: true, version: 2 });
  expect(await rollOuts.rollOut(late)).toMatchObject({ applied: 0, refused: 4 });
  expect((await rollOuts.rollOutTickets(late, { after: '', limit: 1 }))[0]?.reason).toBe('not-permitted');
});
