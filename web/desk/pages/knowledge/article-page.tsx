import { App, Button, Card, DatePicker, Descriptions, Modal, Skeleton, Space } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { articleWriters } from '../../../../domain/article-sight.js';
import { ProblemError } from '../../api/client.js';
import {
  useArticle,
  useArticleTickets,
  useChangeArticle,
  type Article,
  type Changing,
} from '../../api/knowledge.js';
import { useMe } from '../../api/queries.js';
import { useWords } from '../../i18n.js';
import type { PageProps } from '../../pages.js';
import { Markdown } from '../../parts/markdown.js';
import { TypeName } from '../../parts/tags.js';
import { Time } from '../../parts/time.js';
import { isGone, Unread } from '../../parts/unread.js';
import { useShortcuts } from '../../shell/shortcuts.js';
import { ArticleTags, UsedWords } from './article-tags.js';
import { textOf } from './article-text.js';
import { VersionsCard } from './versions-card.js';
import './knowledge.css';

const monthsToReview = 6;

/** One article to read, with what it came to and what may be done with it. */
export const ArticlePage = ({ params }: PageProps) => {
  const id = params['id'] ?? '';
  const t = useWords('kb');
  const found = useArticle(id);
  const mayWrite = (useMe().data?.roles ?? []).some((role) => articleWriters.includes(role));
  const [, go] = useLocation();
  useShortcuts(
    useMemo(
      () => (mayWrite ? [{ keys: 'e', title: t('edit'), run: () => go(`/kb/${id}/edit`) }] : []),
      [mayWrite, id, go, t],
    ),
  );
  if (found.data === undefined || isGone(found)) return <Unread found={found} />;
  const { article } = found.data;
  return (
    <div className="article">
      <p className="hint">
        <Link href="/kb">← {t('back')}</Link>
      </p>
      <header className="article-head">
        <h1>{article.title}</h1>
        <ArticleTags article={article} />
        <span className="hint">
          {article.id} · <TypeName type={article.type} /> · {t('version', { n: article.version })}
        </span>
      </header>
      {mayWrite ? <Deeds article={article} /> : <br />}
      <div className="article-columns">
        <Card>
          <h2>{t('symptoms')}</h2>
          <Markdown text={article.symptoms} />
          <h2>{t('solution')}</h2>
          <Markdown text={article.solution} />
        </Card>
        <aside>
          <About article={article} />
          <TicketsCard id={id} />
          <VersionsCard article={article} mayWrite={mayWrite} />
        </aside>
      </div>
    </div>
  );
};

/** What its writers may do; each makes a version. */
const Deeds = ({ article }: { readonly article: Article }) => {
  const t = useWords('kb');
  const common = useWords('common');
  const { message, modal } = App.useApp();
  const change = useChangeArticle();
  const [isReviewing, setReviewing] = useState(false);
  const [reviewOn, setReviewOn] = useState(() => dayjs().add(monthsToReview, 'month'));
  const { id, version, state, visibility } = article;
  const carryOut = async (changing: Omit<Changing, 'version'>, done: string): Promise<void> => {
    try {
      await change.mutateAsync({ ...changing, version });
      void message.success(done);
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    }
  };
  const turn = visibility === 'public' ? 'internal' : 'public';
  const showTo = async (): Promise<void> =>
    await carryOut(
      { to: `/${id}`, method: 'PUT', body: { ...textOf(article), visibility: turn } },
      common('saved'),
    );
  return (
    <Space wrap className="article-actions">
      <Link href={`/kb/${id}/edit`}>
        <Button type={state === 'draft' ? 'default' : 'primary'}>{t('edit')}</Button>
      </Link>
      {state !== 'published' && (
        <Button
          type={state === 'draft' ? 'primary' : 'default'}
          loading={change.isPending}
          onClick={() => void carryOut({ to: `/${id}/publish` }, t('published'))}
        >
          {t('publish')}
        </Button>
      )}
      {state !== 'retired' && <Button onClick={() => setReviewing(true)}>{t('review')}</Button>}
      {state !== 'retired' && (
        <Button
          onClick={() =>
            turn === 'public'
              ? void modal.confirm({ title: t('makePublic'), content: t('makePublicSure'), onOk: showTo })
              : void showTo()
          }
        >
          {turn === 'public' ? t('makePublic') : t('makeInternal')}
        </Button>
      )}
      {state === 'published' && visibility === 'public' && (
        <Button href={`/kb/${id}`} target="_blank">
          {t('publicPage')}
        </Button>
      )}
      <Button href={`/api/knowledge/${id}/markdown`} download={`${id}.md`}>
        {t('exportOne')}
      </Button>
      {state !== 'retired' && (
        <Button
          danger
          onClick={() =>
            void modal.confirm({
              title: t('retire'),
              content: t('retireSure'),
              okButtonProps: { danger: true },
              okText: t('retire'),
              onOk: async () => await carryOut({ to: `/${id}/retire` }, t('retired')),
            })
          }
        >
          {t('retire')}
        </Button>
      )}
      <Modal
        open={isReviewing}
        title={t('reviewTitle')}
        okText={t('review')}
        confirmLoading={change.isPending}
        onCancel={() => setReviewing(false)}
        onOk={() => {
          const body = { reviewOn: reviewOn.format('YYYY-MM-DD') };
          void carryOut({ to: `/${id}/review`, body }, t('reviewDone')).then(() => setReviewing(false));
        }}
      >
        <p>{t('reviewHint')}</p>
        <label>
          {t('reviewNext')}{' '}
          <DatePicker
            value={reviewOn}
            allowClear={false}
            minDate={dayjs().add(1, 'day')}
            aria-label={t('reviewNext')}
            onChange={(next) => next !== null && setReviewOn(next)}
          />
        </label>
      </Modal>
    </Space>
  );
};

const About = ({ article }: { readonly article: Article }) => {
  const t = useWords('kb');
  const items = [
    [t('handler'), article.handler.name],
    [t('updated'), <Updated key="updated" article={article} />],
    [t('reviewOn'), article.reviewOn ?? t('noReview')],
    ...(article.source === null
      ? []
      : [
          [
            t('source'),
            <Link key="source" href={`/t/${article.source}`}>
              {article.source}
            </Link>,
          ] as const,
        ]),
    ...(article.tags.length === 0
      ? []
      : [
          [
            t('tags'),
            <Space key="tags" wrap size={8}>
              {article.tags.map((tag) => (
                <Link key={tag} href={`/kb?tag=${encodeURIComponent(tag)}`}>
                  #{tag}
                </Link>
              ))}
            </Space>,
          ] as const,
        ]),
  ] as const;
  return (
    <Card size="small">
      <Descriptions
        column={1}
        size="small"
        items={items.map(([title, content]) => ({ key: title, label: title, children: content }))}
      />
    </Card>
  );
};

const Updated = ({ article: { updatedBy, updatedAt } }: { readonly article: Article }) => (
  <span>
    {updatedBy.name} <Time at={updatedAt} />
  </span>
);

const kindWords = {
  step: 'step',
  solution: 'usedAsSolution',
  settled: 'settled',
  source: 'sourceUse',
} as const;

/** Where it helped: the tickets among them that the reader may see. */
const TicketsCard = ({ id }: { readonly id: string }) => {
  const t = useWords('kb');
  const tickets = useArticleTickets(id).data?.tickets;
  const article = useArticle(id).data?.article;
  return (
    <Card size="small" title={t('tickets')}>
      {article !== undefined && (
        <p className="hint">
          <UsedWords article={article} />
        </p>
      )}
      {tickets === undefined && <Skeleton active />}
      {tickets?.length === 0 && <p className="hint">{t('noTickets')}</p>}
      <ul className="versions">
        {tickets?.slice(0, 20).map(({ no, seq, kind }) => (
          <li key={`${no} ${seq} ${kind}`}>
            <Link href={`/t/${no}`}>{no}</Link> <span className="hint">{t(kindWords[kind])}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
};
