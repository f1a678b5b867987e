import { setTimeout as pause } from 'node:timers/promises';
import { isActionName, type ActionName } from '../../domain/actions/names.js';
import type { Callers } from './callers.js';
import { deeds, intakeOf } from './deeds.js';
import type { Random } from './random.js';

/** People of every role who use the desk at random. */
export const actors = ['wang', 'qian', 'zhou', 'li', 'zhao', 'sunn', 'wu', 'chen', 'feng', 'liu', 'he', 'ma'];
/** Those who see every ticket, and who works in which group. */
const everywhere = ['zhou', 'liu', 'he', 'ma'];
const groups: Readonly<Record<string, readonly string[]>> = {
  sysops: ['li', 'zhao', 'chen'],
  network: ['sunn', 'feng'],
  equipment: ['wu'],
};

export interface Load {
  readonly tickets: readonly string[];
  /** Opens so many tickets, some at a time. */
  readonly open: (count: number) => Promise<void>;
  /** Lets people act at random until `stop` is called. */
  readonly run: (writers: number) => { readonly stop: () => Promise<void> };
}

export interface LoadOptions {
  readonly callers: Callers;
  readonly random: Random;
  /** Of each writer between two actions, in ms at most. */
  readonly pauseMs: number;
}

interface Shown {
  readonly group: string | null;
  readonly assignee: { readonly id: string } | null;
  readonly reporter: { readonly id: string | null };
}

/** Whoever stands in some relation to the ticket: asking for others' tickets too often is refused. */
const concerned = ({ group, assignee, reporter }: Shown): readonly string[] => {
  const engineer = assignee === null ? [] : [assignee.id, assignee.id];
  const own = reporter.id === null ? [] : [reporter.id, reporter.id];
  return [...everywhere, ...(groups[group ?? ''] ?? []), ...engineer, ...own];
};

const openers = 8;
/** Actions that keep a ticket going; chosen first now and then, or all lives would be talk. */
const driving: readonly string[] = [
  'claim',
  'record-contact',
  'propose-resolution',
  'confirm-resolved',
  'answer-survey',
  'settle-knowledge',
  'decide-escalation',
];

export const createLoad = ({ callers, random, pauseMs }: LoadOptions): Load => {
  const tickets: string[] = [];
  let opened = 0;

  const openOne = async (): Promise<void> => {
    const who = actors[opened++ % actors.length] as string;
    const { operation, answer } = await callers.post({
      who,
      path: '/api/tickets',
      action: 'register',
      no: null,
      body: intakeOf(random),
    });
    if (operation.outcome !== 'ok' || answer === null) return;
    operation.no = (answer.json as { ticket: { no: string } }).ticket.no;
    tickets.push(operation.no);
  };

  const actOnce = async (own: Random): Promise<void> => {
    if (tickets.length === 0) return;
    const no = own.of(tickets);
    const shown = await callers.get(own.of(everywhere), `/api/tickets/${no}`);
    if (shown?.status !== 200) return;
    const who = own.of(concerned((shown.json as { ticket: Shown }).ticket));
    const offered = await callers.get(who, `/api/tickets/${no}/actions`);
    if (offered?.status !== 200) return;
    const { actions } = offered.json as { actions: readonly { action: string }[] };
    const known = actions
      .map(({ action }) => action)
      .filter((action): action is ActionName => isActionName(action) && deeds[action] !== undefined);
    if (known.length === 0) return;
    const forward = known.filter((action) => driving.includes(action));
    const action = own.of(forward.length > 0 && own.next() < 0.4 ? forward : known);
    const body = deeds[action]?.(own);
    await callers.post({ who, path: `/api/tickets/${no}/actions/${action}`, action, no, body });
  };

  return {
    tickets,
    open: async (count) => {
      let left = count;
      const opener = async (): Promise<void> => {
        while (left-- > 0) await openOne();
      };
      await Promise.all(Array.from({ length: Math.min(openers, count) }, opener));
    },
    run: (writers) => {
      let isStopped = false;
      const writer = async (own: Random): Promise<void> => {
        while (!isStopped) {
          await actOnce(own);
          await pause(own.below(pauseMs));
        }
      };
      const all = Promise.all(Array.from({ length: writers }, async () => await writer(random.fork())));
      return {
        stop: async () => {
          isStopped = true;
          await all;
        },
      };
    },
  };
};
