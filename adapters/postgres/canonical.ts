import { createHash } from 'node:crypto';

// What jsonb cannot hold: half a surrogate pair, and NUL.
const unstorable = /\p{Surrogate}|\0/gu;

const wellFormed = (text: string): string => text.replace(unstorable, '\u{FFFD}');

/**
 * JSON with sorted keys and no spaces: equal values give equal texts, before and after a stay in jsonb.
 * Members without a value are left out, as JSON.stringify does; what jsonb cannot hold becomes U+FFFD.
 */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(wellFormed(value));
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(wellFormed(name))}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};

export const sha256 = (...parts: readonly (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** What a ticket's chain begins with. */
export const genesis = sha256('steadydesk: the entry before the first');

/** Hash of an entry's content alone; it stays when the content is erased. */
export const contentHash = (content: unknown): Buffer => sha256(canonicalJson(content));

/** Hash of an entry in its chain; each part has a fixed length or ends in a line break. */
export const chainHash = (link: {
  readonly before: Buffer;
  readonly no: string;
  readonly seq: number;
  readonly content: Buffer;
}): Buffer => sha256(link.before, `${link.no}\n${link.seq}\n`, link.content);
