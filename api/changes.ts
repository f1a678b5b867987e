import type { Sight } from '../domain/permissions.js';
import type { Language } from '../domain/words.js';
import { entryJson } from './entry-json.js';
import type { Parts } from './parts.js';

const most = 100;

/** Entries after a version that the reader may see, oldest first, at most a hundred. */
export const changesSince = async (
  { reader, names }: Parts,
  asked: {
    readonly no: string;
    readonly since: number;
    readonly sight: Exclude<Sight, 'none'>;
    readonly language: Language;
  },
) => {
  const { entries } = await reader.log(asked.no, { sight: asked.sight, after: asked.since, limit: most });
  const nameOf = await names.of(entries.map(({ entry }) => entry.by.id));
  return entries.map((line) => entryJson(line, { language: asked.language, nameOf }));
};
