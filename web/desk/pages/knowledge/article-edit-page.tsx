import { App, Button, Card } from 'antd';
import { useSearch, useLocation } from 'wouter';
import { ticketNumberOf } from './from-ticket.js';
import { ProblemError } from '../../api/client.js';
import { useArticle, useChangeArticle, type ArticleText } from '../../api/knowledge.js';
import { useWords } from '../../i18n.js';
import type { PageProps } from '../../pages.js';
import { isGone, Unread } from '../../parts/unread.js';
import { ArticleForm } from './article-form.js';
import './knowledge.css';

const empty: ArticleText = {
  type: 'system-fault',
  title: '',
  symptoms: '',
  solution: '',
  tags: [],
  visibility: 'internal',
  reviewOn: null,
};

/** A new article: an empty one, or with `?from=TS…` a draft of what that ticket says (§2.5.1). */
export const ArticleNewPage = () => {
  const t = useWords('kb');
  const search = useSearch();
  const from = ticketNumberOf(search);
  return (
    <div className="article">
      <header className="kb-head">
        <h1>{t('newArticle')}</h1>
      </header>
      {from === null ? (
        <ArticleForm text={empty} to={{ path: '', method: 'POST' }} version={undefined} />
      ) : (
        <FromTicket no={from} />
      )}
    </div>
  );
};

/** A link alone writes nothing; the button does. */
const FromTicket = ({ no }: { readonly no: string }) => {
  const t = useWords('kb');
  const common = useWords('common');
  const { message } = App.useApp();
  const [, go] = useLocation();
  const change = useChangeArticle();
  const make = async (): Promise<void> => {
    try {
      const { id } = await change.mutateAsync({ to: '/drafts', body: { ticket: no } });
      go(`/kb/${id}/edit`, { replace: true });
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    }
  };
  return (
    <Card title={t('fromTicket')}>
      <p>{t('fromTicketHint', { no })}</p>
      <Button type="primary" loading={change.isPending} onClick={() => void make()}>
        {t('fromTicketMake')}
      </Button>
    </Card>
  );
};

export const ArticleEditPage = ({ params }: PageProps) => {
  const id = params['id'] ?? '';
  const t = useWords('kb');
  const found = useArticle(id);
  if (found.data === undefined || isGone(found)) return <Unread found={found} />;
  const { article } = found.data;
  return (
    <div className="article">
      <header className="kb-head">
        <h1>
          {t('editArticle')} <span className="hint">{id}</span>
        </h1>
      </header>
      <ArticleForm
        key={id}
        text={article}
        to={{ path: `/${id}`, method: 'PUT' }}
        version={article.version}
        reread={async () => (await found.refetch()).data?.article}
      />
    </div>
  );
};
