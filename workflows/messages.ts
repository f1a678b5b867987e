import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { actionNames, type ActionName } from '../domain/actions/names.js';
import type { Facts } from '../domain/actions/row.js';
import type { Actor } from '../domain/people.js';
import type { Ticket } from '../domain/ticket.js';

/** What the API sends with an update; the caller was authenticated and what the input names was looked up. */
export interface ActionRequest {
  readonly by: Actor;
  readonly input: unknown;
  readonly facts?: Facts;
  readonly ifVersion?: number;
  readonly requestId?: string;
  readonly requestHash?: string;
}

/** The entry that an accepted request became; `hash` is that of the request that was first accepted under its id. */
export interface Accepted {
  readonly seq: number;
  readonly hash: string;
}

/** From the desk itself: the log may have entries that the run has not heard of. */
export const catchUpSignal = defineSignal('catch-up');

export const ticketQuery = defineQuery<Ticket>('ticket');

export const actionUpdates = Object.fromEntries(
  actionNames.map((name) => [name, defineUpdate<Accepted, [ActionRequest]>(name)]),
) as Record<ActionName, ReturnType<typeof defineUpdate<Accepted, [ActionRequest]>>>;

/** A signal's payload: who gives it, and the action's input beside it or under `input`. */
export type SignalPayload = Readonly<Record<string, unknown>> & {
  readonly by?: unknown;
  readonly input?: unknown;
};

export const actionSignals = Object.fromEntries(
  actionNames.map((name) => [name, defineSignal<[SignalPayload]>(name)]),
) as Record<ActionName, ReturnType<typeof defineSignal<[SignalPayload]>>>;

/** Whose word a signal claims to be; empty when it does not say. */
export const signaller = (payload: unknown): string => {
  const by = (payload as SignalPayload | null)?.by;
  return typeof by === 'string' ? by : '';
};

/** The action's input in a signal's payload. */
export const signalInput = (payload: unknown): unknown => {
  if (typeof payload !== 'object' || payload === null) return payload;
  const { by: _by, ...rest } = payload as SignalPayload;
  return 'input' in rest && Object.keys(rest).length === 1 ? rest.input : rest;
};
