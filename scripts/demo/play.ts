import { setTimeout as pause } from 'node:timers/promises';
import { parseSpan } from '../../domain/span.js';
import { deedOf, type Story } from '../story/beats.js';
import { elapsed } from '../story/timeline.js';
import type { DemoMailbox } from './mailbox.js';
import type { DemoDesk, LoggedEntry } from './demo-desk.js';

export interface Lived {
  readonly no: string;
  readonly stage: string;
  /** Hash of the archive record. */
  readonly archive: string;
}

/** Of the manual's time, how much is lived in one of ours: minutes are seconds. */
const speed = 60;
const lookMs = 1000;
const patienceMs = 180_000;

/** Lives one story to its archive, printing each entry of its log as it appears. Throws when the desk refuses. */
export const playStory = async (
  desk: DemoDesk,
  {
    story,
    version,
    say,
    mailbox,
  }: {
    readonly story: Story;
    readonly version: number;
    readonly say: (line: string) => void;
    /** Null: reporters answer surveys signed in. */
    readonly mailbox: DemoMailbox | null;
  },
): Promise<Lived> => {
  const { no, acceptedAt } = await desk.open(story);
  const began = performance.now();
  say(`\n== ${no} ${story.title}`);
  await desk.act(no, { who: 'liu', action: 'apply-policy', input: { version, reason: '演示 / demo' } });

  let seen = 0;
  const tell = async (): Promise<void> => {
    for (const entry of await desk.log(no, seen)) {
      say(lineOf(no, entry, Date.parse(acceptedAt)));
      seen = entry.seq;
    }
  };
  const waitUntil = async (ms: number): Promise<void> => {
    for (;;) {
      await tell();
      const left = began + ms - performance.now();
      if (left <= 0) return;
      await pause(Math.min(lookMs, left));
    }
  };

  for (const beat of story.beats) {
    await waitUntil(parseSpan(beat.at).ms / speed);
    const who = beat.who === '@assignee' ? ((await desk.show(no)).assignee?.id ?? 'chen') : beat.who;
    if (mailbox !== null && beat.action === 'answer-survey' && who === story.reporter)
      await desk.answerSurvey(await mailbox.surveyToken(no), beat.input);
    else await desk.act(no, { ...deedOf(beat, Date.now()), who });
  }
  for (const until = performance.now() + patienceMs; ; await pause(lookMs)) {
    await tell();
    const archive = await desk.archiveHash(no);
    if (archive !== null) return { no, stage: (await desk.show(no)).stage, archive };
    if (performance.now() > until) throw new Error(`${no} was not archived in time`);
  }
};

const lineOf = (no: string, entry: LoggedEntry, acceptedAt: number): string => {
  const { by, title, action, duty, outcome, clause, met } = entry;
  const who =
    by.role === 'system' ? '恒台' : `${by.name}${by.staffNumber === null ? '' : ` ${by.staffNumber}`}`;
  const mark = duty === undefined ? '' : '⏰ ';
  return [
    no,
    elapsed(Date.parse(entry.at) - acceptedAt).padStart(8),
    clause.padEnd(7),
    `${who}：${mark}${title} ${action ?? duty ?? ''}${outcome === 'done' ? '' : ` [${outcome}]`}${met.length === 0 ? '' : ` ✓ ${met.join(', ')}`}`,
  ].join('  ');
};
