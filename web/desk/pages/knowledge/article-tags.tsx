import { Tag } from 'antd';
import type { ArticleState } from '../../../../domain/article-sight.js';
import type { Article } from '../../api/knowledge.js';
import { useWords } from '../../i18n.js';
import { absoluteTime } from '../../time.js';

const stateColours: Readonly<Record<ArticleState, string>> = {
  draft: 'gold',
  published: 'green',
  retired: 'default',
};

/** Today in Shanghai, as the API writes days. */
const today = (): string => absoluteTime(Date.now()).slice(0, 10);

export const isReviewDue = ({ reviewOn, state }: Article): boolean =>
  reviewOn !== null && state !== 'retired' && reviewOn <= today();

/** State, who sees it, and whether it waits for a review: in words, not by colour alone. */
export const ArticleTags = ({ article }: { readonly article: Article }) => {
  const t = useWords('kb');
  return (
    <>
      {article.state !== 'published' && <Tag color={stateColours[article.state]}>{t(article.state)}</Tag>}
      <Tag color={article.visibility === 'public' ? 'blue' : 'default'}>{t(article.visibility)}</Tag>
      {isReviewDue(article) && <Tag color="orange">{t('reviewDue')}</Tag>}
    </>
  );
};

/** How often it helped, in words. */
export const UsedWords = ({ article: { used } }: { readonly article: Article }) => {
  const t = useWords('kb');
  if (used.solved === 0 && used.followed === 0) return <>{t('unused')}</>;
  return (
    <>
      {used.solved > 0 && t('usedBy', { n: used.solved })}
      {used.solved > 0 && used.followed > 0 && ' · '}
      {used.followed > 0 && t('followedBy', { n: used.followed })}
    </>
  );
};
