import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Attachments } from '../adapters/attachments.js';
import { bytesWithoutMetadata } from '../adapters/objects/image-metadata.js';
import type { ArticleImage } from '../adapters/postgres/articles.js';

/** Endings of images in an export, by what they hold. */
const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

const folder = 'images';
const inArticle = /(\]\()\/api\/attachments\/([A-Za-z0-9_-]{22})(?=[\s)])/gu;
const inFile = /(\]\()(?:\.\/)?(images\/[^\s)]+)(?=[\s)])/gu;

/** Where an image lies in the export; null for what is no image. */
export const pathOf = ({ id, type }: Pick<ArticleImage, 'id' | 'type'>): string | null => {
  const ending = endings[type];
  return ending === undefined ? null : `${folder}/${id}.${ending}`;
};

/** A text whose images are named as they lie beside it; others stay as they are. */
export const withFiles = (text: string, paths: ReadonlyMap<string, string>): string =>
  text.replaceAll(inArticle, (whole, before: string, id: string) => {
    const path = paths.get(id);
    return path === undefined ? whole : before + path;
  });

/** Paths of the images that lie beside a text. */
export const pathsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(inFile)].map(([, , path = '']) => path)),
];

/** A text whose images are named as the desk has them, those of them that it has. */
export const withUploads = (text: string, ids: ReadonlyMap<string, string>): string =>
  text.replaceAll(inFile, (whole, before: string, path: string) => {
    const id = ids.get(path);
    return id === undefined ? whole : `${before}/api/attachments/${id}`;
  });

/** Images of an import, by path below the folder of their file. */
export interface PackedImages {
  readonly has: (path: string) => boolean;
  /** Null where there is none. */
  readonly unpack: (path: string) => Uint8Array | null;
}

/** SHA-256 by path of these images of an import, as they would be kept. */
export const hashesOf = async (
  { unpack }: PackedImages,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const hashes = new Map<string, string>();
  for (const path of new Set(paths)) {
    const bytes = unpack(path);
    if (bytes === null) continue;
    const kept = await bytesWithoutMetadata(bytes);
    hashes.set(path, createHash('sha256').update(kept).digest('hex'));
  }
  return hashes;
};

/** Which of the images of a file its article shows already, by path: the same upload, or one that holds the same. */
export const knownImages = (
  paths: readonly string[],
  {
    hashes,
    shown,
  }: { readonly hashes: ReadonlyMap<string, string>; readonly shown: readonly ArticleImage[] },
): ReadonlyMap<string, string> => {
  const known = new Map<string, string>();
  if (shown.length === 0) return known;
  for (const path of paths) {
    const sha256 = hashes.get(path);
    const same = shown.filter((one) => one.sha256 === sha256);
    const found = same.find((one) => pathOf(one) === path) ?? same[0];
    if (found !== undefined) known.set(path, found.id);
  }
  return known;
};

/** Keeps the images of an import as uploads of whoever imports, all or none; ids by path, or the first that is unfit. */
export const keepImages = async (
  attachments: Attachments,
  {
    paths,
    images,
    by,
  }: { readonly paths: readonly string[]; readonly images: PackedImages; readonly by: string },
): Promise<ReadonlyMap<string, string> | { readonly unfit: string }> => {
  if (paths.length === 0) return new Map();
  const incoming = [];
  for (const path of paths) {
    const bytes = images.unpack(path) ?? new Uint8Array();
    const staged = await attachments.take(Readable.from([bytes]), new AbortController().signal);
    incoming.push({ staged, name: path.slice(folder.length + 1) });
  }
  const kept = await attachments.keep(by, incoming);
  return 'unfit' in kept
    ? { unfit: `${folder}/${kept.name}` }
    : new Map(paths.map((path, i) => [path, kept.uploads[i]?.id ?? '']));
};
