import { attachmentOf } from '../attachments.js';
import { wrongField, type Refusal } from '../refusal.js';
import type { Facts } from './row.js';

/** The upload is not there, or not for this caller to attach here; which of them is not told. */
export const noUpload = (pointer: string): Refusal =>
  wrongField(
    pointer,
    '§2.3.2',
    '没有这个已上传的文件，或不能附在此工单上。',
    'There is no such upload, or it cannot be attached to this ticket.',
  );

/** What the log keeps of an upload that was named and found. */
export const keptUpload = (id: string, { attachments }: Facts) => {
  const found = attachments?.[id];
  return found === undefined ? { attachment: id } : attachmentOf(id, found);
};
