import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Call } from '../api/intake.js';
import { useAsk } from '../api/queries.js';
import { useWords } from '../i18n.js';
import { useShortcuts } from './shortcuts.js';

const everyMs = 5000;
const firstBackMs = 60_000;
const shownSeconds = 30;

/** Tells an agent of a call to their own phone; one press opens the intake filled in (§2.1.3). */
export const IncomingCalls = ({ extension }: { readonly extension: string }) => {
  const t = useWords('intake');
  const { notification } = App.useApp();
  const asks = useAsk();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [latest, setLatest] = useState<Call | null>(null);
  const take = useCallback(
    (call: Call) => {
      notification.destroy(call.id);
      setLatest(null);
      go(`/intake?call=${call.id}`);
    },
    [notification, go],
  );
  useEffect(() => {
    let since = new Date(Date.now() - firstBackMs).toISOString();
    let isOver = false;
    const told = new Set<string>();
    const look = async (): Promise<void> => {
      const asked = new URLSearchParams({ extension, since });
      const answer = await asks<{ calls: readonly Call[]; until: string }>(
        `/api/cti/calls?${asked.toString()}`,
      );
      since = answer.until;
      const fresh = answer.calls.filter(({ id }) => !told.has(id));
      if (isOver || fresh.length === 0) return;
      for (const call of fresh) {
        told.add(call.id);
        notification.info({
          key: call.id,
          title: t('incoming', { who: `${call.person?.name ?? t('unknownCaller')} ${call.caller}` }),
          duration: shownSeconds,
          actions: (
            <Button type="primary" size="small" onClick={() => take(call)}>
              {t('take')}
            </Button>
          ),
        });
      }
      setLatest(fresh[0] ?? null);
      await queries.invalidateQueries({ queryKey: ['get', '/api/cti/calls'] });
    };
    // Without an answer it is asked again; that the connection is lost is told elsewhere.
    const timer = window.setInterval(() => void look().catch(() => undefined), everyMs);
    return () => {
      isOver = true;
      window.clearInterval(timer);
    };
  }, [extension, asks, notification, queries, t, take]);
  useShortcuts(
    useMemo(
      () => (latest === null ? [] : [{ keys: 'g c', title: t('takeIncoming'), run: () => take(latest) }]),
      [latest, t, take],
    ),
    'everywhere',
  );
  return null;
};
