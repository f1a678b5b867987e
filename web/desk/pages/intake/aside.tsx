import { Button, Card, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Markdown } from '../../parts/markdown.js';
import { useArticlesFor, useCalls, useRecent, useSimilar, type Call } from '../../api/intake.js';
import type { Ticket } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { StageTag } from '../../parts/tags.js';
import { Time } from '../../parts/time.js';
import type { Draft } from './draft.js';

const mostCalls = 5;

/** What helps while the reporter speaks: who called, what they reported, what is like it, what is known of it. */
export const Aside = ({ draft, take }: { readonly draft: Draft; readonly take: (call: Call) => void }) => {
  const t = useWords('intake');
  const { name, symptom, attempted, type } = draft.values;
  return (
    <aside aria-label={t('aside')}>
      <Similar text={symptom} />
      <Articles text={[symptom, attempted].filter(Boolean).join('\n')} type={type} />
      <Recent who={draft.who} name={name} />
      <Calls take={take} />
    </aside>
  );
};

const TicketLine = ({ ticket, children }: { readonly ticket: Ticket; readonly children?: ReactNode }) => (
  <li>
    <span className="line">
      {/* In a window of its own: the call goes on here. */}
      <a href={`/desk/t/${ticket.no}`} target="_blank" rel="noreferrer">
        {ticket.no}
      </a>
      <StageTag stage={ticket.stage} />
      <Time at={ticket.acceptedAt} />
    </span>
    <span className="said">{ticket.description.symptom}</span>
    {children}
  </li>
);

const Recent = ({ who, name }: { readonly who: string | null; readonly name: string }) => {
  const t = useWords('intake');
  const tickets = useRecent({ who, name })?.tickets;
  const isKnown = who !== null || name.trim().length > 1;
  return (
    <Card size="small" title={t('recent')}>
      {!isKnown ? (
        <p className="hint">{t('recentWho')}</p>
      ) : tickets === undefined ? (
        <Skeleton active paragraph={{ rows: 2 }} title={false} />
      ) : tickets.length === 0 ? (
        <p className="hint">{t('recentNone')}</p>
      ) : (
        <ul>
          {tickets.map((ticket) => (
            <TicketLine key={ticket.no} ticket={ticket} />
          ))}
        </ul>
      )}
    </Card>
  );
};

const Similar = ({ text }: { readonly text: string }) => {
  const t = useWords('intake');
  const similar = useSimilar(text)?.similar;
  const isAsked = text.trim().length > 1;
  const hasFound = isAsked && similar !== undefined && similar.length > 0;
  return (
    <Card size="small" title={t('similar')} className={hasFound ? 'found' : ''}>
      {!isAsked ? (
        <p className="hint">{t('similarWho')}</p>
      ) : similar === undefined ? (
        <Skeleton active paragraph={{ rows: 2 }} title={false} />
      ) : similar.length === 0 ? (
        <p className="hint">{t('similarNone')}</p>
      ) : (
        <ul>
          {similar.map(({ ticket, words }) => (
            <TicketLine key={ticket.no} ticket={ticket}>
              <span className="hint">
                {ticket.reporter.name} · {ticket.reporter.department} ·{' '}
                {t('sharedWords', { words: words.join('、') })}
              </span>
            </TicketLine>
          ))}
        </ul>
      )}
    </Card>
  );
};

const Articles = ({ text, type }: { readonly text: string; readonly type: string }) => {
  const t = useWords('intake');
  const suggestions = useArticlesFor(text, type)?.suggestions;
  if (text.trim().length < 2 || suggestions === undefined) return null;
  return (
    <Card size="small" title={t('articles')}>
      {suggestions.length === 0 && <p className="hint">{t('articlesNone')}</p>}
      {suggestions.map(({ article, reason }) => (
        <details key={article.id}>
          <summary>
            {article.title} <span className="hint">{reason}</span>
          </summary>
          <Markdown text={article.solution} />
        </details>
      ))}
    </Card>
  );
};

const Calls = ({ take }: { readonly take: (call: Call) => void }) => {
  const t = useWords('intake');
  const calls = useCalls().data?.calls ?? [];
  if (calls.length === 0) return null;
  return (
    <Card size="small" title={t('calls')}>
      <ul>
        {calls.slice(0, mostCalls).map((call) => (
          <li key={call.id} className="line">
            <span>
              {call.person?.name ?? t('unknownCaller')} {call.caller}{' '}
              <span className="hint">{t('callTo', { extension: call.extension })}</span>
            </span>
            <Time at={call.at} />
            <Button size="small" onClick={() => take(call)}>
              {t('take')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
};
