import { Alert, Button, Checkbox, Empty, Input, Select, Skeleton, Space, Tag, type InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { articleStates, articleWriters } from '../../../../domain/article-sight.js';
import { ticketTypes, typeLabels } from '../../../../domain/words.js';
import { useArticles, type ArticleFilters, type FoundArticle } from '../../api/knowledge.js';
import { useMe } from '../../api/queries.js';
import { useLabel, useWords } from '../../i18n.js';
import { Marked } from '../../parts/marked.js';
import { TypeName } from '../../parts/tags.js';
import { Time } from '../../parts/time.js';
import { useShortcuts } from '../../shell/shortcuts.js';
import { ArticleTags, UsedWords } from './article-tags.js';
import { ImportDialog } from './import-dialog.js';
import './knowledge.css';

/** Searching waits for the end of a word, not of a sentence. */
const typingMs = 250;

/** Finds articles while one types; words and filters stand in the address, so that a link keeps them. */
export const KnowledgePage = () => {
  const t = useWords('kb');
  const common = useWords('common');
  const label = useLabel();
  const [, go] = useLocation();
  const search = useSearch();
  const filters = useMemo<ArticleFilters>(() => Object.fromEntries(new URLSearchParams(search)), [search]);
  const [typed, setTyped] = useState(filters.q ?? '');
  const [at, setAt] = useState(-1);
  const [isImporting, setImporting] = useState(false);
  const input = useRef<InputRef>(null);
  const roles = useMe().data?.roles ?? [];
  const mayWrite = roles.some((role) => articleWriters.includes(role));
  const mayImport = roles.some((role) => role === 'lead' || role === 'supervisor');
  const found = useArticles(filters);
  const rows = useMemo(() => found.data?.pages.flatMap(({ articles }) => articles) ?? [], [found.data]);

  const narrow = (changes: ArticleFilters): void => {
    const next = Object.entries({ ...filters, ...changes }).filter(([, value]) => value !== '');
    const query = new URLSearchParams(next).toString();
    setAt(-1);
    go(query === '' ? '/kb' : `/kb?${query}`, { replace: true });
  };
  useEffect(() => {
    const q = typed.trim();
    if (q === (filters.q ?? '')) return undefined;
    const timer = window.setTimeout(() => narrow({ q }), typingMs);
    return () => window.clearTimeout(timer);
    // Only typing starts the clock; what else is narrowed goes to the address at once.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [typed]);

  useShortcuts(
    useMemo(
      () => [
        { keys: '/', title: common('search'), run: () => input.current?.focus() },
        { keys: 'j', title: '↓', run: () => setAt((now) => Math.min(rows.length - 1, now + 1)) },
        { keys: 'k', title: '↑', run: () => setAt((now) => Math.max(0, now - 1)) },
        {
          keys: 'Enter',
          title: t('title'),
          run: () => rows[at] !== undefined && go(`/kb/${rows[at].article.id}`),
        },
        ...(mayWrite ? [{ keys: 'n', title: t('write'), run: () => go('/kb/new') }] : []),
      ],
      [rows, at, go, mayWrite, t, common],
    ),
  );
  const isNarrowed = Object.values(filters).some((value) => value !== '');
  const clear = (): void => {
    setTyped('');
    go('/kb', { replace: true });
  };
  return (
    <div className="kb">
      <header className="kb-head">
        <h1>{t('title')}</h1>
        <Space wrap>
          {mayWrite && (
            <Link href="/kb/new">
              <Button type="primary">{t('write')}</Button>
            </Link>
          )}
          {mayImport && <Button onClick={() => setImporting(true)}>{t('import')}</Button>}
          {mayWrite && (
            <Button href="/api/knowledge/export" download="knowledge.zip">
              {t('export')}
            </Button>
          )}
        </Space>
      </header>
      <Space wrap className="kb-filters">
        <Input
          ref={input}
          value={typed}
          maxLength={200}
          placeholder={t('searchHint')}
          aria-label={t('searchHint')}
          className="kb-search"
          onChange={({ target }) => setTyped(target.value)}
          onPressEnter={() => narrow({ q: typed.trim() })}
        />
        <Select
          allowClear
          placeholder={t('type')}
          aria-label={t('type')}
          style={{ minWidth: 130 }}
          value={filters.type ?? null}
          options={ticketTypes.map((value) => ({ value, label: label(typeLabels[value]) }))}
          onChange={(type: string | undefined) => narrow({ type: type ?? '' })}
        />
        {mayWrite && (
          <Select
            aria-label={t('state')}
            style={{ minWidth: 110 }}
            value={filters.state ?? 'published'}
            options={articleStates.map((value) => ({ value, label: t(value) }))}
            onChange={(state: string) => narrow({ state: state === 'published' ? '' : state })}
          />
        )}
        {mayWrite && (
          <Checkbox
            checked={filters.mine === 'true'}
            onChange={({ target }) => narrow({ mine: target.checked ? 'true' : '' })}
          >
            {t('mine')}
          </Checkbox>
        )}
        <Checkbox
          checked={filters.review === 'due'}
          onChange={({ target }) => narrow({ review: target.checked ? 'due' : '' })}
        >
          {t('due')}
        </Checkbox>
        {filters.tag !== undefined && (
          <Tag closable onClose={() => narrow({ tag: '' })} aria-label={t('tag')}>
            {t('tag')}：{filters.tag}
          </Tag>
        )}
        {isNarrowed && <Button onClick={clear}>{t('clear')}</Button>}
      </Space>
      {found.isError && (
        <Alert
          type="error"
          showIcon
          title={found.error.message || common('failed')}
          action={<Button onClick={() => void found.refetch()}>{common('retry')}</Button>}
        />
      )}
      {found.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {found.data !== undefined && (
        <p className="hint" role="status">
          {t(found.hasNextPage ? 'foundMore' : 'found', { n: rows.length })}
        </p>
      )}
      <ul className="kb-list" aria-busy={found.isFetching}>
        {rows.map((one, index) => (
          <Row key={one.article.id} found={one} isAt={index === at} narrowTo={(tag) => narrow({ tag })} />
        ))}
      </ul>
      {found.data !== undefined && rows.length === 0 && (
        <Empty description={t('empty')}>
          <p className="hint">{t('emptyHint')}</p>
          {isNarrowed && <Button onClick={clear}>{t('clear')}</Button>}
        </Empty>
      )}
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {common('more')}
        </Button>
      )}
      <ImportDialog isOpen={isImporting} close={() => setImporting(false)} />
    </div>
  );
};

interface RowProps {
  readonly found: FoundArticle;
  readonly isAt: boolean;
  readonly narrowTo: (tag: string) => void;
}

const Row = ({ found: { article, highlights }, isAt, narrowTo }: RowProps) => {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isAt) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isAt]);
  return (
    <li ref={line} className={isAt ? 'at' : ''}>
      <div className="kb-title">
        <Link href={`/kb/${article.id}`}>
          <Marked text={article.title} ranges={highlights.title} />
        </Link>
        <ArticleTags article={article} />
      </div>
      <p className="kb-excerpt">
        <Marked text={highlights.excerpt.text} ranges={highlights.excerpt.marks} />
      </p>
      <p className="hint kb-about">
        <span>{article.id}</span>
        <span>
          <TypeName type={article.type} />
        </span>
        <span>
          <UsedWords article={article} />
        </span>
        <span>
          {article.handler.name} <Time at={article.updatedAt} />
        </span>
        {article.tags.map((tag) => (
          <button key={tag} type="button" className="kb-tag" onClick={() => narrowTo(tag)}>
            #{tag}
          </button>
        ))}
      </p>
    </li>
  );
};
