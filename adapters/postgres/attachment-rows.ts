import type { Change } from '../../domain/duties.js';
import { isDutyEntry, type Entry } from '../../domain/entry.js';

/** Which uploads a commit attaches to its ticket (§2.3.2). */
export interface AttachmentRow {
  readonly seq: number;
  readonly upload: string;
  readonly visibility: 'public' | 'internal';
}

export const attachmentRows = (changes: readonly Change[]): readonly AttachmentRow[] =>
  changes.flatMap(({ entry }) =>
    uploadsIn(entry).map((upload) => ({ seq: entry.seq, upload, visibility: entry.visibility })),
  );

const uploadsIn = (entry: Entry): readonly string[] => {
  if (isDutyEntry(entry) || entry.outcome !== 'done') return [];
  const { attachment, attachments } = entry.input;
  const several = Array.isArray(attachments) ? (attachments as readonly { attachment?: unknown }[]) : [];
  return [
    ...new Set(
      [attachment, ...several.map((one) => one.attachment)].filter(
        (id): id is string => typeof id === 'string',
      ),
    ),
  ];
};
