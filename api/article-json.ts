import { z } from 'zod';
import type { Article, ArticleVersion, FoundArticle, Suggested } from '../adapters/postgres/articles.js';
import { rfc3339 } from '../domain/instant.js';
import { articleStates, articleUses, articleVisibilities } from '../domain/article-sight.js';
import { ticketTypes, typeLabels, type Language } from '../domain/words.js';
import type { NameOf } from './names.js';

/** An article as its readers see it; who wrote it and what came of it is for staff. */
export const articleJson = (
  { createdAt, updatedAt, updatedBy, handler, source, solved, followed, ...article }: Article,
  { isStaff, nameOf }: { readonly isStaff: boolean; readonly nameOf: NameOf },
) => ({
  ...article,
  createdAt: rfc3339(createdAt),
  updatedAt: rfc3339(updatedAt),
  ...(isStaff
    ? {
        handler: { id: handler, name: nameOf(handler) },
        updatedBy: { id: updatedBy, name: nameOf(updatedBy) },
        source,
        used: { solved, followed },
      }
    : {}),
});

export const versionJson = ({ at, by, ...version }: ArticleVersion, nameOf: NameOf) => ({
  ...version,
  at: rfc3339(at),
  by: { id: by, name: nameOf(by) },
});

/** Where the words stand, as [start, end) in UTF-16 units, so that no mark-up is ever in the text. */
export const highlightsJson = ({ title, excerpt }: FoundArticle) => ({ title, excerpt });

/** Why an article is suggested, in the reader's language. */
export const reasonOf = ({ words, isSameType, solved, article }: Suggested, language: Language): string => {
  const type = typeLabels[article.type][language];
  const parts =
    language === 'en'
      ? [
          `has ${words.map((word) => `“${word}”`).join(', ')}`,
          ...(isSameType ? [`is of the same type, ${type}`] : []),
          ...(solved > 0 ? [`solved ${solved} such ticket${solved === 1 ? '' : 's'}`] : []),
        ]
      : [
          `含有${words.map((word) => `“${word}”`).join('、')}`,
          ...(isSameType ? [`同属${type}`] : []),
          ...(solved > 0 ? [`曾解决 ${solved} 张此类工单`] : []),
        ];
  return parts.join(language === 'en' ? '; ' : '；');
};

const when = z.string().meta({ format: 'date-time' });
const person = z.object({ id: z.string(), name: z.string() });
const ranges = z.array(z.tuple([z.int(), z.int()]));

export const articleShape = z
  .object({
    id: z.string(),
    version: z.int(),
    state: z.enum(articleStates),
    visibility: z.enum(articleVisibilities),
    type: z.enum(ticketTypes),
    title: z.string(),
    symptoms: z.string(),
    solution: z.string(),
    tags: z.array(z.string()),
    reviewOn: z.string().nullable(),
    createdAt: when,
    updatedAt: when,
    handler: person.optional(),
    updatedBy: person.optional(),
    source: z.string().nullable().optional(),
    used: z.object({ solved: z.int(), followed: z.int() }).optional(),
  })
  .meta({ id: 'Article' });

export const articleAnswerShape = z.object({ article: articleShape });
export const foundShape = z.object({
  articles: z.array(
    z.object({
      article: articleShape,
      highlights: z.object({
        title: ranges,
        excerpt: z.object({ field: z.enum(['symptoms', 'solution']), text: z.string(), marks: ranges }),
      }),
    }),
  ),
  next: z.string().nullable(),
});
export const suggestionsShape = z.object({
  suggestions: z.array(
    z.object({
      article: articleShape,
      reason: z.string(),
      words: z.array(z.string()),
      sameType: z.boolean(),
      solved: z.int(),
    }),
  ),
});
export const versionsShape = z.object({
  versions: z.array(z.looseObject({ version: z.int(), at: when, by: person, change: z.string() })),
});
export const linksShape = z.object({
  tickets: z.array(z.object({ no: z.string(), seq: z.int(), kind: z.enum(articleUses) })),
});
