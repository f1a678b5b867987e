import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { ensureSearchAttributes } from '../../adapters/temporal/search-attributes.js';
import { until } from '../api/front-door.js';

// A Temporal that somebody else runs: nothing of the desk is there but the namespace.
let connection: Connection;
beforeAll(async () => {
  connection = await Connection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
});
afterAll(async () => await connection.close());

const freshNamespace = async (): Promise<string> => {
  const namespace = `attributes-${randomBytes(4).toString('hex')}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  // Its services hear of it one after the other.
  await until(
    async () =>
      await connection.operatorService.listSearchAttributes({ namespace }).then(
        () => true,
        () => false,
      ),
    30_000,
  );
  return namespace;
};

test('what a namespace lacks is added, once', async () => {
  const namespace = await freshNamespace();
  const added = await ensureSearchAttributes(connection, namespace);
  expect(added).toEqual([
    'TicketStage',
    'TicketUrgency',
    'TicketType',
    'TicketGroup',
    'TicketAssignee',
    'TicketMissed',
  ]);
  let again: readonly string[] = added;
  await until(async () => {
    again = await ensureSearchAttributes(connection, namespace);
    return again.length === 0;
  }, 30_000);
  expect(again).toEqual([]);
});

test('a namespace whose places are taken is named with what is missing and what to do', async () => {
  const namespace = await freshNamespace();
  const taken = Array.from({ length: 10 }, (_, i) => [`Other${i}`, 2] as const);
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(taken),
  });
  await until(async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.hasOwn(customAttributes ?? {}, 'Other9');
  }, 30_000);
  const refused = ensureSearchAttributes(connection, namespace);
  await expect(refused).rejects.toThrow(/lacks search attributes/u);
  await expect(refused).rejects.toThrow(`search-attribute create -n ${namespace} --name TicketStage`);
});

test('a namespace that is not there is named', async () => {
  await expect(ensureSearchAttributes(connection, 'nowhere')).rejects.toThrow(
    /^TEMPORAL_NAMESPACE nowhere is not registered/u,
  );
});
