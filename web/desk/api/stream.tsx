import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { signInUrl, whenSignedOut } from './client.js';
import { refreshLists, refreshTicket } from './queries.js';
import type { StreamedEntry } from './types.js';

/** `ended`: the desk no longer knows the reader, who has to sign in again. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

interface Live {
  readonly connection: Connection;
  /** Calls the listener with each new entry that the reader may see. */
  readonly subscribe: (listener: (entry: StreamedEntry) => void) => () => void;
  /** Calls the listener with the number of a ticket that the reader has open, when others come to it or leave it. */
  readonly onPresence: (listener: (no: string) => void) => () => void;
}

const LiveContext = createContext<Live | null>(null);

/** The server speaks at least every 15 s; silence beyond this is a lost connection that nobody told of. */
const silentMs = 40_000;
/** Changes that come in a burst are read together. */
const settleMs = 250;
/** On a busy desk lists change all the time. */
const listMs = 1500;

/** One stream for all pages; what changes is read anew, and after a loss everything is. */
export const LiveProvider = ({ children }: { readonly children: ReactNode }) => {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const listeners = useRef(new Set<(entry: StreamedEntry) => void>());
  const presenceListeners = useRef(new Set<(no: string) => void>());

  useEffect(() => {
    const changed = new Set<string>();
    let timer: number | undefined;
    let listTimer: number | undefined;
    let retry: number | undefined;
    let source: EventSource | null = null;
    let heardAt = Date.now();
    let wasLost = false;
    let hasEnded = false;
    const end = (): void => {
      hasEnded = true;
      wasLost = true;
      source?.close();
      setConnection('ended');
    };
    whenSignedOut(end);
    const refresh = (): void => {
      timer = undefined;
      for (const no of changed) void refreshTicket(queries, no);
      changed.clear();
      listTimer ??= window.setTimeout(() => {
        listTimer = undefined;
        void refreshLists(queries);
      }, listMs);
    };
    const open = (): void => {
      hasEnded = false;
      source?.close();
      const opened = new EventSource('/api/stream');
      source = opened;
      opened.addEventListener('open', () => {
        heardAt = Date.now();
        setConnection('live');
        if (wasLost) void queries.invalidateQueries();
        wasLost = false;
      });
      opened.addEventListener('entry', ({ data }: MessageEvent<string>) => {
        heardAt = Date.now();
        const entry = JSON.parse(data) as StreamedEntry;
        changed.add(entry.no);
        timer ??= window.setTimeout(refresh, settleMs);
        for (const listener of listeners.current) listener(entry);
      });
      opened.addEventListener('presence', ({ data }: MessageEvent<string>) => {
        heardAt = Date.now();
        const { no } = JSON.parse(data) as { readonly no: string };
        for (const listener of presenceListeners.current) listener(no);
      });
      opened.addEventListener('beat', () => {
        heardAt = Date.now();
      });
      // Roles or groups of the reader: what they may see and do is asked anew, menu and pages first of all.
      opened.addEventListener('caller', () => void queries.invalidateQueries());
      opened.addEventListener('error', () => {
        if (hasEnded) return;
        wasLost = true;
        // The browser tries again by itself unless it was refused; only a question tells why.
        if (opened.readyState === EventSource.CLOSED) void refused();
        else setConnection('lost');
      });
    };
    const refused = async (): Promise<void> => {
      const status = await fetch('/api/me').then(
        (answer) => answer.status,
        () => null,
      );
      if (status === 401) return end();
      setConnection('lost');
      retry = window.setTimeout(open, 3000);
    };
    open();
    const watch = window.setInterval(() => {
      if (hasEnded || Date.now() - heardAt < silentMs) return;
      wasLost = true;
      setConnection('lost');
      heardAt = Date.now();
      open();
    }, 5000);
    // A cable pulled is known at once; the stream itself may stay silent for long.
    const unplugged = (): void => {
      if (hasEnded) return;
      wasLost = true;
      setConnection('lost');
      source?.close();
    };
    const wake = (): void => {
      // Whoever comes back may have signed in elsewhere meanwhile.
      if (document.visibilityState === 'visible' && (hasEnded || Date.now() - heardAt > silentMs)) {
        wasLost = true;
        heardAt = Date.now();
        open();
      }
    };
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('offline', unplugged);
    window.addEventListener('online', open);
    return () => {
      window.clearInterval(watch);
      window.clearTimeout(timer);
      window.clearTimeout(listTimer);
      window.clearTimeout(retry);
      whenSignedOut(() => location.assign(signInUrl()));
      document.removeEventListener('visibilitychange', wake);
      window.removeEventListener('offline', unplugged);
      window.removeEventListener('online', open);
      source?.close();
    };
  }, [queries]);

  // The same whatever becomes of the connection: who hears by it must not leave and come again.
  const onPresence = useCallback<Live['onPresence']>((listener) => {
    presenceListeners.current.add(listener);
    return () => void presenceListeners.current.delete(listener);
  }, []);
  const live = useMemo<Live>(
    () => ({
      connection,
      subscribe: (listener) => {
        listeners.current.add(listener);
        return () => void listeners.current.delete(listener);
      },
      onPresence,
    }),
    [connection, onPresence],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
};

export const useLive = (): Live => {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('outside of LiveProvider');
  return live;
};
