import { isDutyEntry, type ActionEntry, type Entry } from './entry.js';
import { rfc3339 } from './instant.js';
import { archivePartLabels, archiveParts, type ArchivePart } from './words.js';

/** How one part of a complete archive (§2.5.2) is there; of what is not, who waived it and why. */
export interface PartAccount {
  readonly part: ArchivePart;
  readonly title: string;
  readonly state: 'present' | 'supplied' | 'waived';
  /** Who supplied or waived it, when, and what or why; none for what is present by itself. */
  readonly by?: { readonly id: string; readonly staffNumber: string | null };
  readonly at?: string;
  readonly content?: string;
  readonly reason?: string;
}

/** The parts of an archived ticket's record; of a part that was supplied and waived too, the later counts. */
export const archiveAccount = (entries: readonly (Entry | null)[]): readonly PartAccount[] =>
  archiveParts.map((part) => {
    const title = archivePartLabels[part]['zh-CN'];
    const last = entries.findLast((entry): entry is ActionEntry => isAbout(entry, part));
    if (last === undefined) return { part, title, state: 'present' };
    const { by, at, input } = last;
    const who = { by: { id: by.id, staffNumber: by.staffNumber }, at: rfc3339(at) };
    return last.action === 'waive-archive-part'
      ? { part, title, state: 'waived', ...who, reason: String(input['reason']) }
      : { part, title, state: 'supplied', ...who, content: String(input['content']) };
  });

const isAbout = (entry: Entry | null, part: ArchivePart): boolean =>
  entry !== null &&
  !isDutyEntry(entry) &&
  entry.outcome === 'done' &&
  (entry.action === 'supply-archive-part' || entry.action === 'waive-archive-part') &&
  entry.input['part'] === part;
