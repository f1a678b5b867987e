import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'react';
import { typeLabels } from '../../../../domain/words.js';
import type { ArticleText } from '../../api/knowledge.js';
import { useLabel, useWords } from '../../i18n.js';

const words = new Intl.Segmenter('zh-CN', { granularity: 'word' });

/** What came and went between two texts, word by word; Chinese words as readers know them. */
const Changes = ({ before, after }: { readonly before: string; readonly after: string }) => {
  const parts = useMemo(() => diffWordsWithSpace(before, after, { intlSegmenter: words }), [before, after]);
  return (
    <div className="difference">
      {parts.map(({ value, added, removed }, index) =>
        added ? <ins key={index}>{value}</ins> : removed ? <del key={index}>{value}</del> : value,
      )}
    </div>
  );
};

/** How one text of an article differs from another, part by part. */
export const Difference = ({
  before,
  after,
}: {
  readonly before: ArticleText;
  readonly after: ArticleText;
}) => {
  const t = useWords('kb');
  const label = useLabel();
  const parts = [
    [t('articleTitle'), (text: ArticleText) => text.title],
    [t('type'), (text: ArticleText) => label(typeLabels[text.type])],
    [t('symptoms'), (text: ArticleText) => text.symptoms],
    [t('solution'), (text: ArticleText) => text.solution],
    [t('tags'), (text: ArticleText) => text.tags.join('、')],
    [t('visibility'), (text: ArticleText) => t(text.visibility)],
    [t('reviewOn'), (text: ArticleText) => text.reviewOn ?? t('noReview')],
  ] as const;
  const changed = parts.filter(([, of]) => of(before) !== of(after));
  if (changed.length === 0) return <p className="hint">{t('noDifference')}</p>;
  return (
    <>
      {changed.map(([title, of]) => (
        <section key={title}>
          <strong>{title}</strong>
          <Changes before={of(before)} after={of(after)} />
        </section>
      ))}
    </>
  );
};
