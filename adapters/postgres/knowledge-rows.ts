import type { Change } from '../../domain/duties.js';
import { isDutyEntry, type Entry } from '../../domain/entry.js';
import type { ArticleUse } from '../../domain/article-sight.js';
import type { TicketType } from '../../domain/words.js';
import { articleWords, wordsMade } from './article-words.js';

interface LearnedRow {
  readonly seq: number;
  readonly type: TicketType;
  readonly title: string;
  readonly symptoms: string;
  readonly solution: string;
  readonly handler: string;
  readonly title_words: string;
  readonly words: string;
  readonly words_made: number;
}

/** What a commit adds to the knowledge base: new articles (§2.5.1), and which articles the ticket names (§2.3.1). */
export interface KnowledgeRows {
  readonly learned: readonly LearnedRow[];
  readonly used: readonly { readonly article: string; readonly seq: number; readonly kind: ArticleUse }[];
}

export const knowledgeRows = (changes: readonly Change[]): KnowledgeRows => ({
  learned: changes.flatMap(learnedBy),
  used: changes.flatMap(({ entry }) => {
    const used = usedBy(entry);
    return used === null ? [] : [{ ...used, seq: entry.seq }];
  }),
});

const learnedBy = ({ entry, after }: Change): readonly LearnedRow[] => {
  if (isDutyEntry(entry) || entry.action !== 'settle-knowledge' || entry.outcome !== 'done') return [];
  const input = entry.input as { isNew: boolean } & Pick<LearnedRow, 'title' | 'symptoms' | 'solution'>;
  if (!input.isNew) return [];
  const { title, symptoms, solution } = input;
  const words = articleWords({ title, symptoms, solution, tags: [] });
  return [
    {
      seq: entry.seq,
      type: after.type,
      title,
      symptoms,
      solution,
      handler: entry.by.id,
      title_words: words.title,
      words: words.all,
      words_made: wordsMade,
    },
  ];
};

type Named = { readonly article: string; readonly kind: ArticleUse } | null;

/** Which article an entry names, by action; each names one at most. */
const naming: Readonly<Record<string, (input: Entry['input']) => Named>> = {
  'record-step': (input) => named(input['article'], 'step'),
  'propose-resolution': (input) =>
    named((input['knowledge'] as { article?: unknown } | undefined)?.article, 'solution'),
  'settle-knowledge': (input) => named(input['article'], 'settled'),
};

const named = (article: unknown, kind: ArticleUse): Named =>
  typeof article === 'string' ? { article, kind } : null;

const usedBy = (entry: Entry): Named =>
  isDutyEntry(entry) || entry.outcome !== 'done' ? null : (naming[entry.action]?.(entry.input) ?? null);
