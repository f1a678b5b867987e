import type { ActionName } from '../domain/actions/names.js';
import { act, refuse, remembered, type Step } from '../domain/decide.js';
import { isDutyEntry, type Entry } from '../domain/entry.js';
import { evolve } from '../domain/evolve.js';
import type { Refusal } from '../domain/refusal.js';
import type { Ticket } from '../domain/ticket.js';
import { signaller, type ActionRequest } from './messages.js';

export interface Signalled {
  readonly action: string;
  readonly payload: unknown;
}

/** One accepted update until it is committed, or refused after all because the log had gone another way. */
export interface Order {
  readonly request: ActionRequest & { readonly action: ActionName };
  seq: number;
  hash: string;
  refused: Refusal | null;
}

/** What led to some entries; null for what the loop brings about again by itself. */
type Cause = { readonly order: Order } | { readonly signal: Signalled } | null;

interface Decided {
  readonly entries: readonly Entry[];
  readonly cause: Cause;
}

/** What was decided on a ticket and is not committed yet. */
export interface Decisions {
  readonly current: () => Ticket;
  /** The ticket after the last entry that is in the log. */
  readonly logged: () => Ticket;
  readonly isPending: () => boolean;
  readonly take: (step: Step, cause?: Cause) => void;
  /** Performs an update that was not refused; one that is under way or remembered is not performed again. */
  readonly accept: (request: Order['request'], now: number) => Order;
  readonly isSettled: (order: Order) => boolean;
  /** All that is pending, to be committed; answered by one of the two below. */
  readonly draw: () => { readonly ticket: Ticket; readonly entries: readonly Entry[] };
  readonly confirm: () => void;
  /**
   * Goes on from what the log has after the last known entry, in place of what is drawn or pending. Updates it lacks are decided again, and refused if
   * they have become so; gives the signals it lacks, to be obeyed again.
   */
  readonly goOnFrom: (instead: readonly Entry[], now: number) => readonly Signalled[];
}

export const createDecisions = (start: Ticket): Decisions => {
  let current = start;
  let logged = start;
  let drawn: { readonly ticket: Ticket; readonly decided: readonly Decided[] } | null = null;
  let pending: Decided[] = [];

  const take: Decisions['take'] = (step, cause = null) => {
    current = step.ticket;
    if (step.entries.length > 0) pending.push({ entries: step.entries, cause });
  };
  const perform = (order: Order, now: number): void => {
    const step = act(current, order.request, now);
    const { action } = order.request;
    const own = step.entries.find((entry) => 'action' in entry && entry.action === action);
    order.seq = own?.seq ?? step.ticket.version;
    take(step, { order });
  };
  const underWay = (requestId: string | undefined): Order | undefined =>
    [...(drawn?.decided ?? []), ...pending]
      .map(({ cause }) => (cause !== null && 'order' in cause ? cause.order : null))
      .find((order) => order !== null && requestId !== undefined && order.request.requestId === requestId) ??
    undefined;

  const again = (order: Order, now: number): void => {
    const earlier = remembered(current, order.request.requestId);
    if (earlier !== null) {
      order.seq = earlier.seq;
      order.hash = earlier.hash;
      return;
    }
    order.refused = refuse(current, order.request, now);
    if (order.refused === null) perform(order, now);
  };

  return {
    current: () => current,
    logged: () => logged,
    isPending: () => pending.length > 0,
    take,
    accept: (request, now) => {
      const same = underWay(request.requestId);
      if (same !== undefined) return same;
      const earlier = remembered(current, request.requestId);
      if (earlier !== null) return { request, seq: earlier.seq, hash: earlier.hash, refused: null };
      const order: Order = { request, seq: 0, hash: request.requestHash ?? '', refused: null };
      perform(order, now);
      return order;
    },
    isSettled: (order) => order.refused !== null || logged.version >= order.seq,
    draw: () => {
      drawn = { ticket: current, decided: pending };
      pending = [];
      return { ticket: current, entries: drawn.decided.flatMap(({ entries }) => entries) };
    },
    confirm: () => {
      logged = drawn?.ticket ?? logged;
      drawn = null;
    },
    goOnFrom: (instead, now) => {
      const lost = [...(drawn?.decided ?? []), ...pending];
      drawn = null;
      pending = [];
      logged = instead.reduce(evolve, logged);
      current = logged;
      const stored = [...instead];
      const unheard: Signalled[] = [];
      for (const { cause } of lost) {
        if (cause === null) continue;
        if ('order' in cause) again(cause.order, now);
        else if (!wasObeyed(cause.signal, stored)) unheard.push(cause.signal);
      }
      return unheard;
    },
  };
};

/** Whether a signal is among the entries, which then no other signal is taken to be. */
const wasObeyed = ({ action, payload }: Signalled, stored: Entry[]): boolean => {
  const by = signaller(payload);
  const found = stored.findIndex(
    (entry) =>
      !isDutyEntry(entry) &&
      entry.by.via === 'outside' &&
      entry.by.id === by.slice(0, 63) &&
      (entry.action === action || entry.input['signal'] === action.slice(0, 63)),
  );
  if (found >= 0) stored.splice(found, 1);
  return found >= 0;
};
