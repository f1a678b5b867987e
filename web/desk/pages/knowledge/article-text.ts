import type { Article, ArticleText } from '../../api/knowledge.js';

/** What people write of an article; what the desk keeps beside it stays out. */
export const textOf = ({
  type,
  title,
  symptoms,
  solution,
  tags,
  visibility,
  reviewOn,
}: Article | ArticleText): ArticleText => ({ type, title, symptoms, solution, tags, visibility, reviewOn });
