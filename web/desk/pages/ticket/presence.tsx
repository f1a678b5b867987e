import { useEffect, useMemo, useRef, useState } from 'react';
import { useAsk } from '../../api/queries.js';
import { useLive } from '../../api/stream.js';
import { useWords } from '../../i18n.js';

interface Other {
  readonly id: string;
  readonly name: string;
  readonly filling: boolean;
}

/** One request a window in this time, as the API expects it. */
const beatMs = 15_000;

/**
 * Says every few seconds, and when the reader begins to write, that this window has the ticket open, and learns who else
 * has; the stream tells when it is worth to ask before that.
 */
const usePresence = (no: string, isFilling: boolean): readonly Other[] => {
  const asks = useAsk();
  const { onPresence } = useLive();
  const tab = useMemo(() => crypto.getRandomValues(new Uint32Array(3)).join('-'), []);
  const [others, setOthers] = useState<readonly Other[]>([]);
  const filling = useRef(isFilling);
  const say = useRef<() => void>(() => undefined);
  useEffect(() => {
    const path = `/api/tickets/${no}/presence`;
    let isOver = false;
    const beat = async (): Promise<void> => {
      try {
        const state = filling.current ? 'filling' : 'viewing';
        const found = await asks<{ others: readonly Other[] }>(path, {
          method: 'POST',
          body: { tab, state },
        });
        if (!isOver) setOthers(found.others);
      } catch {
        // Whom one has not heard of lately may have gone.
        if (!isOver) setOthers([]);
      }
    };
    const leave = (): void =>
      void fetch(path, {
        method: 'POST',
        keepalive: true,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tab, state: 'gone' }),
      }).catch(() => undefined);
    say.current = () => void beat();
    void beat();
    const timer = setInterval(() => void beat(), beatMs);
    const unsubscribe = onPresence((changed) => changed === no && void beat());
    addEventListener('pagehide', leave);
    return () => {
      isOver = true;
      clearInterval(timer);
      unsubscribe();
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [no, tab, asks, onPresence]);
  useEffect(() => {
    if (filling.current === isFilling) return;
    filling.current = isFilling;
    say.current();
  }, [isFilling]);
  return others;
};

/** Who else has the ticket open, and who of them is writing. */
export const Presence = ({ no, isFilling }: { readonly no: string; readonly isFilling: boolean }) => {
  const t = useWords('ticket');
  const others = usePresence(no, isFilling);
  const named = (isWriting: boolean): string =>
    others
      .filter(({ filling }) => filling === isWriting)
      .map(({ name }) => name)
      .join(t('namesJoined'));
  const writing = named(true);
  const looking = named(false);
  return (
    <span className="presence" role="status">
      {writing !== '' && <strong>{t('filling', { names: writing })}</strong>}
      {looking !== '' && <span>{t('viewing', { names: looking })}</span>}
    </span>
  );
};
