import type { ArticleState, ArticleVisibility } from '../../domain/article-sight.js';
import type { TicketType } from '../../domain/words.js';

/** Which articles come into question; an empty list of states or visibilities fits none. */
export interface ArticleFilters {
  readonly states: readonly ArticleState[];
  readonly visibilities: readonly ArticleVisibility[];
  readonly type?: TicketType | undefined;
  readonly tag?: string | undefined;
  /** Only those whose day of review has come by this day. */
  readonly dueOn?: string | undefined;
  readonly handler?: string | undefined;
}

/** $1 to $6 of every query over a table `article a`. */
export const filterSql = `a.state = any($1) and a.visibility = any($2) and ($3::text is null or a.type = $3)
  and ($4::text is null or a.tags @> array[$4::text]) and ($5::date is null or a.review_on <= $5::date)
  and ($6::text is null or a.handler = $6)`;

export const filterValues = ({ states, visibilities, type, tag, dueOn, handler }: ArticleFilters) => [
  states,
  visibilities,
  type ?? null,
  tag ?? null,
  dueOn ?? null,
  handler ?? null,
];
