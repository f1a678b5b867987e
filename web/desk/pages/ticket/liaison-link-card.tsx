import { Alert, App, Button, Card, Space } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useAsk, useGet, useMe } from '../../api/queries.js';
import type { Ticket } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { useDoing } from '../../parts/form/use-doing.js';
import { absoluteTime } from '../../time.js';

interface Link {
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly withdrawnAt: string | null;
}

/** For those who decide escalations: the link of a liaison without an account, a new one, and its end (§2.3.6). */
export const LiaisonLinkCard = ({ ticket }: { readonly ticket: Ticket }) => {
  const t = useWords('ticket');
  const { message } = App.useApp();
  const roles = useMe().data?.roles ?? [];
  const { no, escalation } = ticket;
  const isRunning = escalation?.approved === true && escalation.endedAt === null;
  const isDecider = roles.some((role) => role === 'supervisor' || role === 'manager');
  const path = `/api/tickets/${no}/liaison-link`;
  const asks = useAsk();
  const queries = useQueryClient();
  const { doing, isBusy, problem } = useDoing();
  const link = useGet<{ link: Link | null }>(isRunning && isDecider ? path : null).data?.link ?? null;
  if (link === null) return null;
  const press = (to: string, done: string | null) => (): void =>
    void doing(async () => {
      await asks(`${path}${to}`, { method: 'POST' });
      await queries.invalidateQueries({ queryKey: ['get', path] });
      if (done !== null) void message.success(done);
    });
  return (
    <Card size="small" title={t('liaisonLink')}>
      <div className="liaison-link">
        {link.withdrawnAt === null
          ? t('liaisonLinkSent', { at: absoluteTime(link.madeAt) })
          : t('liaisonLinkWithdrawn', { at: absoluteTime(link.withdrawnAt) })}
        {link.withdrawnAt === null && (
          <>
            <br />
            <span className="hint">{t('liaisonLinkUntil', { at: absoluteTime(link.expiresAt) })}</span>
          </>
        )}
      </div>
      {problem !== null && <Alert type="warning" showIcon title={problem.detail} />}
      <Space wrap>
        <Button size="small" loading={isBusy} onClick={press('', t('liaisonLinkDone'))}>
          {t('liaisonLinkAgain')}
        </Button>
        {link.withdrawnAt === null && (
          <Button size="small" danger loading={isBusy} onClick={press('/withdraw', null)}>
            {t('liaisonLinkWithdraw')}
          </Button>
        )}
      </Space>
    </Card>
  );
};
