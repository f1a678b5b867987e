import { Button, Card, Skeleton } from 'antd';
import { Link } from 'wouter';
import { articleWriters } from '../../../../domain/article-sight.js';
import { useNamedArticles, useSuggestions } from '../../api/knowledge.js';
import { useMe } from '../../api/queries.js';
import { useWords } from '../../i18n.js';

const kindWords = {
  step: 'step',
  solution: 'usedAsSolution',
  settled: 'settled',
  source: 'sourceUse',
} as const;

/** Articles that the ticket names and that may help (§2.3.1); one press begins a step that follows one. */
export const KnowledgeCard = ({
  no,
  follow,
}: {
  readonly no: string;
  /** Begins a step by an article; left out where none may be recorded now. */
  readonly follow: ((article: string) => void) | undefined;
}) => {
  const t = useWords('kb');
  const named = useNamedArticles(no).data?.articles ?? [];
  const suggestions = useSuggestions(no).data?.suggestions;
  const mayWrite = (useMe().data?.roles ?? []).some((role) => articleWriters.includes(role));
  const others = suggestions?.filter(({ article }) => named.every(({ id }) => id !== article.id));
  return (
    <Card
      size="small"
      title={t('suggestions')}
      extra={mayWrite && <Link href={`/kb/new?from=${no}`}>{t('writeFrom')}</Link>}
    >
      {named.length > 0 && (
        <>
          <strong>{t('linked')}</strong>
          <ul className="articles">
            {named.map(({ id, title, seq, kind }) => (
              <li key={`${id} ${seq}`}>
                <Link href={`/kb/${id}`}>
                  {id} {title ?? t('hidden')}
                </Link>{' '}
                <span className="hint">{t(kindWords[kind])}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {suggestions === undefined && <Skeleton active paragraph={{ rows: 2 }} />}
      {others !== undefined && others.length > 0 && <strong>{t('suggested')}</strong>}
      <ul className="articles">
        {others?.map(({ article, reason }) => (
          <li key={article.id}>
            <Link href={`/kb/${article.id}`}>
              {article.id} {article.title}
            </Link>
            {follow !== undefined && (
              <Button size="small" type="link" onClick={() => follow(article.id)}>
                {t('follow')}
              </Button>
            )}
            <div className="hint">{reason}</div>
          </li>
        ))}
      </ul>
      {others?.length === 0 && named.length === 0 && <p className="hint">{t('noSuggestions')}</p>}
      <Link href="/kb">{t('findMore')}</Link>
    </Card>
  );
};
