import type { ArticleState, ArticleVisibility } from '../../domain/article-sight.js';
import type { ArticleText } from '../../domain/knowledge.js';
import type { Instant } from '../../domain/instant.js';
import type { TicketType } from '../../domain/words.js';

/** An article as it is now. */
export interface Article {
  readonly id: string;
  readonly version: number;
  readonly state: ArticleState;
  readonly visibility: ArticleVisibility;
  readonly type: TicketType;
  readonly title: string;
  readonly symptoms: string;
  readonly solution: string;
  readonly handler: string;
  readonly tags: readonly string[];
  /** The ticket it came from, null where it came from none. */
  readonly source: string | null;
  /** Day on which it should be looked at again. */
  readonly reviewOn: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly updatedBy: string;
  /** Different tickets that it solved, and that followed it at all. */
  readonly solved: number;
  readonly followed: number;
}

/** What a version keeps; `state` is that after the change. */
export type ArticleBody = Required<Pick<ArticleText, 'type' | 'title' | 'symptoms' | 'solution'>> & {
  readonly handler: string;
  readonly tags: readonly string[];
  readonly visibility: ArticleVisibility;
  readonly state: ArticleState;
  readonly reviewOn: string | null;
};

export type ArticleChange =
  | 'created'
  | 'changed'
  | 'published'
  | 'retired'
  | 'reviewed'
  | 'restored'
  | 'imported';

export interface ArticleVersion {
  readonly version: number;
  readonly at: Instant;
  readonly by: string;
  readonly change: ArticleChange;
}

/** Columns of {@link Article} of a table `article a`. */
export const articleColumns = `a.id, a.version, a.state, a.visibility, a.type, a.title, a.symptoms, a.solution,
  a.handler, a.tags, a.source_no as source, to_char(a.review_on, 'YYYY-MM-DD') as "reviewOn",
  a.created_at as "createdAt", a.updated_at as "updatedAt", a.updated_by as "updatedBy",
  (select count(distinct no)::int from article_use u where u.article = a.id and u.kind in ('solution', 'settled'))
    as solved,
  (select count(distinct no)::int from article_use u where u.article = a.id and u.kind <> 'source') as followed`;

/** {@link ArticleBody} of a row of `article`. */
export const articleBodySql = `jsonb_build_object('type', type, 'title', title, 'symptoms', symptoms,
  'solution', solution, 'handler', handler, 'tags', tags, 'visibility', visibility, 'state', state,
  'reviewOn', to_char(review_on, 'YYYY-MM-DD'))`;

export const bodyOf = (article: Article): ArticleBody => ({
  type: article.type,
  title: article.title,
  symptoms: article.symptoms,
  solution: article.solution,
  handler: article.handler,
  tags: article.tags,
  visibility: article.visibility,
  state: article.state,
  reviewOn: article.reviewOn,
});
