import { nextMark } from '../../domain/marks.js';
import { parseSpan } from '../../domain/span.js';
import { deedOf, type Story } from '../story/beats.js';
import type { Rehearsal } from './rehearsal.js';

export interface Played {
  readonly no: string;
  readonly acceptedAt: number;
  readonly story: Story;
}

/** Accepts all stories now and plays their beats in order of time. Throws when the desk refuses one. */
export const playAll = async (
  rehearsal: Rehearsal,
  stories: readonly Story[],
): Promise<readonly Played[]> => {
  const opened: Played[] = [];
  for (const story of stories)
    opened.push({ ...(await rehearsal.accept(story.sent, story.reporter)), story });
  const beats = opened
    .flatMap(({ no, acceptedAt, story }) =>
      story.beats.map((beat) => ({ no, beat, at: acceptedAt + parseSpan(beat.at).ms })),
    )
    .toSorted((one, other) => one.at - other.at);
  for (const { no, beat, at } of beats) {
    const ahead = at - (await rehearsal.now());
    if (ahead > 0) await rehearsal.pass(ahead);
    await passNearMark(rehearsal, no);
    const { assignee } = await rehearsal.load(no);
    const who = beat.who === '@assignee' ? (assignee?.id ?? 'chen') : beat.who;
    const answer = await rehearsal.act(no, who, deedOf(beat, await rehearsal.now()));
    if (answer.state !== 'accepted')
      throw new Error(`${no} ${who} ${beat.action}: ${JSON.stringify(answer)}`);
  }
  return opened;
};

const nearMs = 10_000;

/**
 * Nobody acts in the very moment in which a timer fires: the time-skipping server, unlike the real one, then fails
 * the workflow task and loses the update.
 */
const passNearMark = async (rehearsal: Rehearsal, no: string): Promise<void> => {
  const mark = nextMark(await rehearsal.load(no));
  const ahead = mark === null ? nearMs : mark.at - (await rehearsal.now());
  if (ahead < nearMs) await rehearsal.pass(ahead + 1000);
};
