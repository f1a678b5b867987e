import { z } from 'zod';
import { parseDate } from './instant.js';
import { line, paragraph, text } from './actions/fields.js';
import type { Actor } from './people.js';
import { ticketTypes, type Role, type TicketType } from './words.js';

/** The knowledge base (§2.5.1): what an article holds, who sees it and who may change it. */
export const articleStates = ['draft', 'published', 'retired'] as const;
export type ArticleState = (typeof articleStates)[number];
export const articleVisibilities = ['internal', 'public'] as const;
export type ArticleVisibility = (typeof articleVisibilities)[number];

/** How a ticket and an article belong together (§2.3.1, §2.5.1). */
export const articleUses = ['step', 'solution', 'settled', 'source'] as const;
export type ArticleUse = (typeof articleUses)[number];

/** A day of the calendar, `2026-11-24`. */
export const day = z
  .string()
  .max(10)
  .refine((value) => parseDate(value) !== null, { params: { format: 'date' } })
  .meta({ format: 'date' });

/** What people write of an article. */
export const articleText = z.strictObject({
  type: z.enum(ticketTypes),
  title: line,
  symptoms: paragraph,
  solution: text(20_000),
  tags: z
    .array(text(40))
    .max(20)
    .default(() => []),
  visibility: z.enum(articleVisibilities).default('internal'),
  /** Who solved it; whoever writes the article where it is left out. */
  handler: z.string().trim().min(1).max(63).optional(),
  reviewOn: day.nullable().default(null),
});
export type ArticleText = z.infer<typeof articleText>;

/** What deciding about an article takes. */
export interface ArticleStanding {
  readonly state: ArticleState;
  readonly visibility: ArticleVisibility;
}

const readers: readonly Role[] = ['agent', 'engineer', 'lead', 'supervisor', 'manager', 'admin'];
/** Who may write, publish and retire articles. */
export const articleWriters: readonly Role[] = ['engineer', 'lead', 'supervisor'];

const hasRole = (actor: Pick<Actor, 'roles'>, roles: readonly Role[]): boolean =>
  actor.roles.some((role) => roles.includes(role));

/** How much of the knowledge base somebody sees: all of it, what staff may follow, or what is marked public. */
export type ArticleSight = 'all' | 'published' | 'public';

export const articleSight = (actor: Pick<Actor, 'roles'>): ArticleSight => {
  if (hasRole(actor, articleWriters)) return 'all';
  return hasRole(actor, readers) ? 'published' : 'public';
};

const fits: Readonly<Record<ArticleSight, (article: ArticleStanding) => boolean>> = {
  all: () => true,
  published: ({ state }) => state !== 'draft',
  public: ({ state, visibility }) => state === 'published' && visibility === 'public',
};

/** Whether an article is there for somebody; one that is not answers as one that does not exist. */
export const seesArticle = (sight: ArticleSight, article: ArticleStanding): boolean => fits[sight](article);

/** The same rule for a search, which finds what people may follow: drafts and retired articles are listed by state only. */
export const searchable = (
  sight: ArticleSight,
  state: ArticleState = 'published',
): { readonly states: readonly ArticleState[]; readonly visibilities: readonly ArticleVisibility[] } => {
  const visibilities = articleVisibilities.filter((visibility) => seesArticle(sight, { state, visibility }));
  return { states: visibilities.length === 0 ? [] : [state], visibilities };
};

/** What the entries of a ticket say about how it was solved, as the beginning of an article. */
export interface Draft {
  readonly type: TicketType;
  readonly title: string;
  readonly symptoms: string;
  readonly solution: string;
}

/** Makes a draft of what was recorded: symptoms from intake and diagnoses, solution from steps and the resolution (§2.3.1). */
export const draftOf = (
  type: TicketType,
  symptom: string,
  entries: readonly { readonly action: string; readonly input: Readonly<Record<string, unknown>> }[],
): Draft => {
  const said = (action: string, field: string): readonly string[] =>
    entries
      .filter((entry) => entry.action === action && typeof entry.input[field] === 'string')
      .map((entry) => String(entry.input[field]));
  const steps = entries
    .filter(({ action }) => action === 'record-step')
    .map(({ input }, i) => `${i + 1}. ${String(input['action'])} → ${String(input['result'])}`);
  const findings = said('record-diagnosis', 'finding');
  const causes = said('propose-resolution', 'cause').slice(-1);
  const solutions = said('propose-resolution', 'solution').slice(-1);
  return {
    type,
    title: Array.from(symptom.split(/[\n。；;.!！?？]/u)[0]?.trim() || symptom)
      .slice(0, 60)
      .join(''),
    symptoms: cut([symptom, ...findings].join('\n'), 4000),
    solution: cut([...steps, ...causes, ...solutions].join('\n') || symptom, 20_000),
  };
};

/** Never half a character. */
const cut = (value: string, max: number): string => value.slice(0, max).replace(/\p{Surrogate}$/u, '');
