import type { Actor } from './people.js';
import type { Role } from './words.js';

/** The knowledge base (§2.5.1): who sees an article and who may change it. */
export const articleStates = ['draft', 'published', 'retired'] as const;
export type ArticleState = (typeof articleStates)[number];
export const articleVisibilities = ['internal', 'public'] as const;
export type ArticleVisibility = (typeof articleVisibilities)[number];

/** How a ticket and an article belong together (§2.3.1, §2.5.1). */
export const articleUses = ['step', 'solution', 'settled', 'source'] as const;
export type ArticleUse = (typeof articleUses)[number];

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
