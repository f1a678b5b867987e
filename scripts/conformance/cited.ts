import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clauses } from './clauses.js';

/** Folders whose tests are of the rules themselves; what lies around them is tested elsewhere. */
const folders = ['test/domain', 'test/workflows'];

const title = /\btest(?:\.each\([^]*?\)|\.skip|\.only)?\(\s*(['"`])((?:(?!\1)[^])*?§(?:(?!\1)[^])*?)\1/gu;
const mention = /§\d(?:\.\d+)*(?:\s*[–-]\s*§?\d(?:\.\d+)*)?/gu;

const order = clauses.map(({ id }) => id);

/** The clauses that a title names; `§2.2.4–§2.3.5` names all between. A whole section says too little to name any. */
export const clausesIn = (text: string): readonly string[] => {
  const named = (text.match(mention) ?? []).flatMap((found) => {
    const [first = '', last] = found.split(/\s*[–-]\s*§?/u);
    const from = order.indexOf(first);
    const to = last === undefined ? from : order.indexOf(`§${last}`);
    return from < 0 ? [] : order.slice(from, to + 1);
  });
  return [...new Set(named)];
};

/** Files with a test whose title cites the clause, by clause. */
export const testsByClause = (root: string): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`),
  );
  for (const file of files.toSorted()) {
    const titles = [...readFileSync(join(root, file), 'utf8').matchAll(title)].map(
      ([, , text]) => text ?? '',
    );
    for (const clause of new Set(titles.flatMap(clausesIn)))
      found.set(clause, [...(found.get(clause) ?? []), file]);
  }
  return found;
};
