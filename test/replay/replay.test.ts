import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import type { Ports } from '../../activities/ports.js';
import { mutants } from './mutants.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const { History } = proto.temporal.api.history.v1;
const folder = join(import.meta.dirname, 'histories');
const workflowBundle = { codePath: process.env['TEST_BUNDLE_PATH'] ?? '' };

const recorded = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.bin.gz'))
  .map((name) => {
    const history = History.decode(gunzipSync(readFileSync(join(folder, name))));
    return { name, no: name.split('.').find((part) => part.startsWith('TS')) ?? '', history };
  });

test('there are recorded histories to replay', () => {
  expect(recorded.length).toBeGreaterThanOrEqual(7);
});

test.each(recorded)('$name replays under the present code', async ({ history, no }) => {
  await expect(Worker.runReplayHistory({ workflowBundle }, history, no)).resolves.toBeUndefined();
});

test('replay does notice a history that the code would not have written', async () => {
  const [first] = recorded;
  if (first === undefined) throw new Error('nothing was recorded');
  const events = first.history.events ?? [];
  const timer = events.findIndex((event) => event.timerStartedEventAttributes);
  const changed = History.decode(History.encode(first.history).finish());
  const event = changed.events?.[timer];
  if (!event?.timerStartedEventAttributes) throw new Error('the history has no timer');
  // As if the code had called an activity where it now sets its timer.
  const { eventId = null, eventTime = null } = event;
  const called = proto.temporal.api.history.v1.HistoryEvent.create({
    eventId,
    eventTime,
    eventType: proto.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    activityTaskScheduledEventAttributes: { activityId: '1', activityType: { name: 'commit' } },
  });
  changed.events?.splice(timer, 1, called);
  await expect(Worker.runReplayHistory({ workflowBundle }, changed, first.no)).rejects.toThrow(
    /determinis/iu,
  );
});

// Each is tried on the recorded lives in turn, the most eventful first, until one tells.
test.each(mutants)('replay notices code in which $name', async ({ from, to }) => {
  const code = readFileSync(workflowBundle.codePath, 'utf8');
  const changed = code.replace(from, to);
  expect(changed === code).toBe(false);
  const told: string[] = [];
  for (const { history, no } of recorded.toSorted((a, b) => eventsOf(b) - eventsOf(a))) {
    const why = await Worker.runReplayHistory({ workflowBundle: { code: changed } }, history, no).catch(
      String,
    );
    if (typeof why === 'string') told.push(why);
    if (told.length > 0) break;
  }
  expect(told).toEqual([expect.stringMatching(/determinis/iu)]);
});

const eventsOf = ({ history }: (typeof recorded)[number]): number => history.events?.length ?? 0;

/** Of local and of other activities, as the history names them. */
const activitiesIn = ({ history }: (typeof recorded)[number]): readonly string[] =>
  (history.events ?? []).flatMap((event) => {
    const data = event.markerRecordedEventAttributes?.details?.['data']?.payloads?.[0]?.data;
    const local = data ? (JSON.parse(Buffer.from(data).toString()) as { activity_type?: string }) : {};
    const type = event.activityTaskScheduledEventAttributes?.activityType?.name ?? local.activity_type;
    return typeof type === 'string' ? [type] : [];
  });

test('every activity that a recorded history names is still there', () => {
  const names = new Set(Object.keys(createActivities({} as Ports)));
  const named = new Set(recorded.flatMap(activitiesIn));
  expect(named.size).toBeGreaterThanOrEqual(2);
  expect([...named].filter((name) => !names.has(name))).toEqual([]);
});

test('the names of activities are pinned: replay does not notice when one is changed', () => {
  const names = Object.keys(createActivities({} as Ports)).toSorted();
  expect(names).toEqual(['bundle', 'changeShift', 'commit', 'deliver', 'introduce', 'nextOnDuty', 'rollOut']);
});
