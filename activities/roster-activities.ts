import { Context } from '@temporalio/activity';
import { rfc3339, dayMs, shanghai, type Instant } from '../domain/instant.js';
import {
  allGaps,
  allOnDutyAt,
  leftSince,
  newGaps,
  nextLeaving,
  type Gap,
  type OnDuty,
} from '../domain/roster/changes.js';
import type { RosterActivities, RosterSeen } from './contract.js';
import { deskItself, type ContactOwed, type GapsFound, type Ports } from './ports.js';

/** How far ahead gaps are warned of, and how long at most until the next look. */
const aheadDays = 14;
/** A ticket that moved on between being found and being handed over is looked at again. */
const looks = 5;
const deadlineMs = 20_000;
const beatMs = 2000;

export const createRosterActivities = ({
  directory,
  roster: book,
  actions,
}: Pick<Ports, 'directory' | 'roster' | 'actions'>): RosterActivities => {
  const handOver = async (owed: ContactOwed, now: Instant): Promise<void> => {
    const { no, group, assignee, nth, version } = owed;
    const next = await directory.nextOnDuty({ group, at: now, except: [assignee] });
    const facts = next === null ? {} : await directory.lookUp({ people: [next.id] }, deskItself);
    await actions.act({
      no,
      action: 'reassign',
      deadlineMs,
      update: {
        by: deskItself,
        input: { group, ...(next === null ? {} : { assignee: next.id }), reason: 'shift-change' },
        facts,
        // A contact that was made in the meantime is not taken away from whoever made it.
        ifVersion: version,
        requestId: `shift-change:${no}:${nth}:${assignee}`,
        requestHash: `shift-change:${no}:${nth}:${assignee}`,
      },
    });
  };

  const handOverAll = async (left: OnDuty, now: Instant): Promise<number> => {
    const handed = new Set<string>();
    for (let look = 0; look < looks; look += 1) {
      const owed = (
        await Promise.all(
          Object.entries(left)
            .filter(([, people]) => people.length > 0)
            .map(async ([group, people]) => await book.contactsOwed(group, people)),
        )
      ).flat();
      if (owed.length === 0) break;
      for (const contact of owed) {
        await handOver(contact, now);
        handed.add(contact.no);
      }
    }
    return handed.size;
  };

  return {
    changeShift: async ({ last, now }) => {
      const from = Math.min(last?.at ?? now, now);
      const roster = await book.roster({ from, to: now + aheadDays * dayMs });
      const left = last === null ? {} : leftSince(roster, { onDuty: last.onDuty, at: last.at, now });
      const context = Context.current();
      // One ticket may take longer than a worker that died is waited for.
      const beat = setInterval(() => context.heartbeat(), beatMs);
      const handedOver = await handOverAll(left, now).finally(() => clearInterval(beat));
      const gaps = allGaps(roster, { from: now, to: now + aheadDays * dayMs });
      await book.tellOfGaps(byGroup(newGaps(last?.gaps ?? [], gaps)), now);
      const seen: RosterSeen = { at: now, onDuty: allOnDutyAt(roster, now), gaps };
      if (gaps.length > 0 && shanghai(now).date !== shanghai(last?.at ?? 0).date)
        context.log.warn('there are gaps in the roster', { gaps: gaps.length });
      return {
        seen,
        // At the latest tomorrow, for the daily look at gaps.
        nextAt: nextLeaving(roster, { from: now, to: now + dayMs }) ?? now + dayMs,
        handedOver,
        story: storyOf(seen, gaps),
      };
    },
  };
};

const byGroup = (gaps: readonly Gap[]): readonly GapsFound[] =>
  [...new Set(gaps.map(({ group }) => group))].map((group) => ({
    group,
    spans: gaps.filter((gap) => gap.group === group),
  }));

/** For whoever looks at the run: ids only, no names. */
const storyOf = ({ onDuty }: RosterSeen, gaps: readonly Gap[]): string =>
  [
    '当值 · on duty',
    ...Object.entries(onDuty).map(([group, people]) => `- ${group}: ${people.join(', ') || '–'}`),
    '',
    `${aheadDays} 天内空缺 · gaps ahead: ${gaps.length}`,
    ...gaps.slice(0, 10).map(({ group, from, to }) => `- ${group} ${rfc3339(from)} – ${rfc3339(to)}`),
  ].join('\n');
