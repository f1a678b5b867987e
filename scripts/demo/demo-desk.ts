import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Beat, Story } from '../story/beats.js';
import { quickPolicy } from '../story/quick-policy.js';
import type { LocalTokens } from '../launch/token.js';

/** One line of a ticket's log as the API gives it. */
export interface LoggedEntry {
  readonly seq: number;
  readonly at: string;
  readonly by: {
    readonly id: string;
    readonly name: string;
    readonly staffNumber: string | null;
    readonly role: string;
  };
  readonly title: string;
  readonly action?: string;
  readonly duty?: string;
  readonly outcome: string;
  readonly clause: string;
  readonly met: readonly string[];
}

export interface ShownTicket {
  readonly no: string;
  readonly stage: string;
  readonly acceptedAt: string;
  readonly assignee: { readonly id: string } | null;
}

/** The running desk as the demo's people use it, over HTTP alone; what fails for a moment is sent again. */
export interface DemoDesk {
  /** Adds the policy in which minutes are seconds; gives its version. */
  readonly addQuickPolicy: () => Promise<number>;
  readonly open: (story: Story) => Promise<ShownTicket>;
  readonly act: (no: string, beat: Pick<Beat, 'who' | 'action' | 'input'>) => Promise<void>;
  readonly show: (no: string) => Promise<ShownTicket>;
  readonly log: (no: string, after: number) => Promise<readonly LoggedEntry[]>;
  /** Answers a survey as whoever has its link does. */
  readonly answerSurvey: (token: string, input: Beat['input']) => Promise<void>;
  /** Adds a group robot that speaks to the local mailbox, unless it is there already. */
  readonly addRobot: (base: string) => Promise<void>;
  readonly archiveHash: (no: string) => Promise<string | null>;
  /** The newest bundle of an archived ticket once no other is under way, and the key that it is signed with. */
  readonly archiveBundle: (no: string) => Promise<{ readonly bytes: Buffer; readonly key: string }>;
}

const supervisor = 'liu';
const retryMs = 500;
const patienceMs = 60_000;

export const createDemoDesk = ({ api, of }: LocalTokens): DemoDesk => {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = async (login: string): Promise<string> => {
    const token = tokens.get(login) ?? of(login);
    tokens.set(login, token);
    return await token;
  };

  const ask = async (
    who: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown }> => {
    const key = randomUUID();
    const until = performance.now() + patienceMs;
    for (;;) {
      try {
        const answer = await fetch(`${api}${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            authorization: `Bearer ${await tokenOf(who)}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': key }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(20_000),
        });
        const json: unknown = await answer.json();
        if (answer.status < 500 && answer.status !== 429) return { status: answer.status, json };
        if (performance.now() > until) throw new Error(`${path}: ${answer.status} ${JSON.stringify(json)}`);
      } catch (error) {
        if (performance.now() > until) throw error;
      }
      await pause(retryMs);
    }
  };
  const good = async <T>(who: string, path: string, body?: unknown): Promise<T> => {
    const { status, json } = await ask(who, path, body);
    if (status >= 400) throw new Error(`${who} ${path}: ${status} ${JSON.stringify(json)}`);
    return json as T;
  };

  return {
    addQuickPolicy: async () => {
      const { policies } = await good<{ policies: readonly { version: number }[] }>(
        supervisor,
        '/api/policy',
      );
      const version = Math.max(...policies.map((policy) => policy.version)) + 1;
      await good(supervisor, '/api/policy', { policy: quickPolicy(version), active: false });
      return version;
    },
    open: async ({ reporter, sent }) =>
      (await good<{ ticket: ShownTicket }>(reporter, '/api/tickets', sent)).ticket,
    act: async (no, { who, action, input }) => {
      await good(who, `/api/tickets/${no}/actions/${action}`, input);
    },
    show: async (no) => (await good<{ ticket: ShownTicket }>(supervisor, `/api/tickets/${no}`)).ticket,
    log: async (no, after) =>
      (
        await good<{ entries: readonly LoggedEntry[] }>(
          supervisor,
          `/api/tickets/${no}/log?cursor=${after}&limit=500`,
        )
      ).entries,
    answerSurvey: async (token, input) => {
      await good(supervisor, `/api/surveys/${token}`, input);
    },
    addRobot: async (base) => {
      const { channels } = await good<{ channels: readonly { id: string }[] }>('admin', '/api/channels');
      const settings = { settings: { base }, active: true };
      const robot = { id: 'demo', kind: 'wecom-robot', name: '演示群机器人', secrets: { key: 'demo' } };
      await (channels.some(({ id }) => id === robot.id)
        ? good('admin', '/api/channels/demo', settings)
        : good('admin', '/api/channels', {
            ...robot,
            ...settings,
            serves: { roles: ['supervisor', 'lead'] },
          }));
    },
    archiveHash: async (no) => {
      const { status, json } = await ask(supervisor, `/api/archive/${no}`);
      return status === 200 ? (json as { hash: string }).hash : null;
    },
    archiveBundle: async (no) => {
      for (const until = performance.now() + patienceMs; ; await pause(retryMs)) {
        const { bundles, pending } = await good<{
          bundles: readonly { bundle: number; key: string }[];
          pending: { trouble: string | null } | null;
        }>(supervisor, `/api/archive/${no}/bundles`);
        const [newest] = bundles;
        if (newest !== undefined && pending === null) {
          const { keys } = await good<{ keys: readonly { id: string; publicKey: string }[] }>(
            supervisor,
            '/api/archive/keys',
          );
          const answer = await fetch(`${api}/api/archive/${no}/bundles/${newest.bundle}`, {
            headers: { authorization: `Bearer ${await tokenOf(supervisor)}` },
          });
          return {
            bytes: Buffer.from(await answer.arrayBuffer()),
            key: keys.find(({ id }) => id === newest.key)?.publicKey ?? '',
          };
        }
        if (performance.now() > until)
          throw new Error(`${no} has no archive bundle yet: ${pending?.trouble ?? 'nothing is under way'}`);
      }
    },
  };
};
