import { sightOf } from './permissions.js';
import type { Visibility } from './entry.js';
import type { Actor } from './people.js';
import type { Ticket } from './ticket.js';

/** What the rules know of an upload that an action names. */
export interface UploadFact {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly sha256: string;
  /** Who sent it. */
  readonly by: string;
  /** Where it is attached already. */
  readonly links: readonly { readonly no: string; readonly visibility: Visibility }[];
}

/** Whether somebody may attach an upload to a ticket: their own, or one of the same ticket that they see. */
export const mayAttach = (upload: UploadFact | undefined, ticket: Ticket, by: Actor): boolean => {
  if (upload === undefined) return false;
  const isElsewhere = upload.links.some(({ no }) => no !== ticket.no);
  if (upload.by === by.id && !isElsewhere) return true;
  return upload.links.some(
    ({ no, visibility }) =>
      no === ticket.no && (visibility === 'public' || sightOf(by, ticket) === 'internal'),
  );
};

/** What the log keeps of an upload. */
export const attachmentOf = (id: string, { name, size, type, sha256 }: UploadFact) => ({
  attachment: id,
  name,
  size,
  type,
  sha256,
});

/** Kinds of file that are taken, by what they hold; `inline` ones are shown in the page, all others only downloaded. */
const fileKinds: Readonly<Record<string, 'inline' | 'download'>> = {
  'image/png': 'inline',
  'image/jpeg': 'inline',
  'image/gif': 'inline',
  'image/webp': 'inline',
  'image/bmp': 'download',
  'image/tiff': 'download',
  'image/heic': 'download',
  'application/pdf': 'download',
  'application/rtf': 'download',
  'application/x-cfb': 'download',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'download',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'download',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'download',
  'application/vnd.oasis.opendocument.text': 'download',
  'application/vnd.oasis.opendocument.spreadsheet': 'download',
  'application/vnd.oasis.opendocument.presentation': 'download',
  'application/zip': 'download',
  'application/gzip': 'download',
  'application/x-tar': 'download',
  'application/x-7z-compressed': 'download',
  'application/x-rar-compressed': 'download',
  'application/vnd.tcpdump.pcap': 'download',
  'video/mp4': 'download',
  'video/quicktime': 'download',
  'video/webm': 'download',
  'audio/mpeg': 'download',
  'audio/wav': 'download',
  'audio/x-m4a': 'download',
  // HTML, SVG and XML are text here: nothing that a browser would carry out has a type of its own.
  'text/plain': 'download',
};

export const isTakenKind = (type: string): boolean => Object.hasOwn(fileKinds, type);
export const isShownInline = (type: string): boolean => fileKinds[type] === 'inline';

const longestName = 200;
// Control characters, and those that turn the reading direction so that `exe.png` looks like `gnp.exe`.
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu;

/** A file's name as it is kept: its last part alone, on one line, not too long; the ending stays. */
export const fileName = (sent: string | undefined): string => {
  const last = (sent ?? '').replaceAll('\0', '').split(/[/\\]/u).at(-1) ?? '';
  const plain = last.normalize('NFC').replace(unfit, '').replace(/\s+/gu, ' ').trim().replace(/^\.+/u, '');
  if (plain === '') return '附件';
  const characters = Array.from(plain);
  if (characters.length <= longestName) return plain;
  const ending = /\.[\p{L}\p{N}]{1,12}$/u.exec(plain)?.[0] ?? '';
  return characters.slice(0, longestName - Array.from(ending).length).join('') + ending;
};
