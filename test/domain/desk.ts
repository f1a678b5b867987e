import type { ActionName } from '../../domain/actions/names.js';
import type { Facts } from '../../domain/actions/row.js';
import { act, append, passTime, refuse, type Step } from '../../domain/decide.js';
import { isDutyEntry, system, type Entry, type Tell } from '../../domain/entry.js';
import { evolve, found } from '../../domain/evolve.js';
import { parseInstant } from '../../domain/instant.js';
import { nextMark } from '../../domain/marks.js';
import type { Actor, Recipient } from '../../domain/people.js';
import { manualPolicy, type Policy } from '../../domain/policy.js';
import type { Refusal } from '../../domain/refusal.js';
import { register, type Intake } from '../../domain/register.js';
import { parseSpan, type Span } from '../../domain/span.js';
import type { Ticket } from '../../domain/ticket.js';
import { dutyView, type DutyView } from '../../domain/view.js';
import type { DutyName, Role, TicketType, Urgency } from '../../domain/words.js';

const person = (
  id: string,
  staffNumber: string | null,
  roles: readonly Role[],
  belongs: { readonly groups?: readonly string[]; readonly leads?: readonly string[] } = {},
): Actor => ({ id, staffNumber, roles, groups: belongs.groups ?? [], leads: belongs.leads ?? [] });

/** The desk's people as `npm start` seeds them; Wang is the reporter, Qian another one. */
export const people = {
  wang: person('wang', 'E1001', ['reporter']),
  qian: person('qian', 'E1002', ['reporter']),
  zhou: person('zhou', 'E1003', ['agent']),
  li: person('li', 'E1004', ['engineer'], { groups: ['sysops'] }),
  zhao: person('zhao', 'E1005', ['engineer'], { groups: ['sysops'] }),
  sunn: person('sunn', 'E1006', ['engineer'], { groups: ['network'] }),
  wu: person('wu', 'E1007', ['engineer'], { groups: ['equipment'] }),
  chen: person('chen', 'E1008', ['lead'], { groups: ['sysops'], leads: ['sysops'] }),
  feng: person('feng', 'E1009', ['lead'], { groups: ['network'], leads: ['network'] }),
  liu: person('liu', 'E1010', ['supervisor']),
  he: person('he', 'E1011', ['supervisor']),
  ma: person('ma', 'E1012', ['manager']),
  vendor: person('vendor', null, ['liaison']),
  admin: person('admin', 'E1014', ['admin']),
} as const satisfies Record<string, Actor>;
export type Who = keyof typeof people;

const leadOf: Readonly<Record<string, Who>> = { sysops: 'chen', network: 'feng' };
const onDuty: Readonly<Record<string, readonly Who[]>> = { sysops: ['li', 'zhao'], network: ['sunn'] };

/** Id of a screenshot that wang has sent. */
export const uploadOfWang = 'screenshot_of_wang_001';

export const knownFacts = (policies: Facts['policies'] = {}): Facts => ({
  people,
  articles: ['KB-001'],
  attachments: {
    [uploadOfWang]: {
      name: '截图.png',
      size: 9,
      type: 'image/png',
      sha256: 'ab'.repeat(32),
      by: 'wang',
      links: [],
    },
  },
  tickets: { TS20260105002: { stage: 'handling' }, TS20260105003: { stage: 'archived' } },
  policies,
});

/** What was told to whom, with the minute counted from the ticket's acceptance. */
export interface Told {
  readonly minute: number;
  readonly notice: string;
  readonly who: string;
}

export interface Opening {
  readonly urgency?: Urgency;
  readonly type?: TicketType;
  /** Null: nobody of the group is on duty. */
  readonly assignee?: Who | null;
  readonly at?: string;
  readonly policy?: Policy;
  readonly policies?: Facts['policies'];
  /** Null: nothing is routed, and the ticket waits for its dispatch. */
  readonly route?: null;
}

export const intake = (changes: Partial<Intake> = {}): Intake => ({
  channel: 'service-desk',
  reporter: { name: '王敏', department: '财务部', extension: '6101' },
  description: {
    symptom: '无法打开 OA',
    occurredAt: '2026-01-05T08:55:00+08:00',
    impact: '本人',
    attempted: '重启',
  },
  type: 'system-fault',
  urgency: 'normal',
  readBack: { confirmed: true },
  ...changes,
});

/** The state without its policy, which is large and only passed on. */
const bare = ({ policy: _policy, ...rest }: Ticket): string => JSON.stringify(rest);

export const instant = (text: string): number => {
  const at = parseInstant(text);
  if (at === null) throw new Error(`not an instant: ${text}`);
  return at;
};

/** A policy that differs from the manual's in what is named. */
export const policyWith = (changes: {
  readonly [Field in keyof Policy]?: Policy[Field] extends readonly unknown[] | string | number
    ? Policy[Field]
    : Partial<Policy[Field]>;
}): Policy => {
  const merged: Record<string, unknown> = { ...manualPolicy };
  for (const [name, value] of Object.entries(changes))
    merged[name] =
      typeof value === 'object' && !Array.isArray(value)
        ? { ...(manualPolicy[name as keyof Policy] as object), ...value }
        : value;
  return merged as Policy;
};

/** One ticket with a clock of its own, as the workflow's loop drives it; pure. */
export const open = ({
  urgency = 'normal',
  type = 'system-fault',
  assignee = 'li',
  at = '2026-01-05T09:00:00+08:00',
  policy = manualPolicy,
  policies,
  route: routed,
}: Opening = {}) => {
  const acceptedAt = instant(at);
  const entries: Entry[] = [];
  const told: Told[] = [];
  let now = acceptedAt;
  let ticket: Ticket;
  let learned: Facts = {};

  /** Folds the step's entries one by one: what was told depends on the state after each, and both ways must agree. */
  const take = (step: Step): void => {
    for (const entry of step.entries) {
      ticket = entry.seq === 1 && !isDutyEntry(entry) ? found(entry, policy) : evolve(ticket, entry);
      entries.push(entry);
      told.push(
        ...entry.tell.flatMap((tell) =>
          whoIs(tell, { ...ticket, group: ticket.group ?? step.ticket.group }).map((who) => ({
            minute: (entry.at - acceptedAt) / 60_000,
            notice: tell.notice,
            who,
          })),
        ),
      );
    }
    if (bare(ticket) !== bare(step.ticket)) throw new Error('the fold is not the ticket');
  };

  const route = { group: 'sysops', assignee: assignee === null ? null : people[assignee] };
  const registered = register({
    no: 'TS20260105001',
    sent: intake({ urgency, type }),
    reporter: 'wang',
    by: { id: 'wang', staffNumber: null, role: 'reporter' },
    route:
      routed === null
        ? null
        : {
            ...route,
            assignee: route.assignee && { id: route.assignee.id, staffNumber: route.assignee.staffNumber },
          },
    policy,
    now,
  });
  ticket = registered.ticket;
  take(registered);

  const request = (who: Who | Actor, action: ActionName, input: unknown) => ({
    action,
    by: typeof who === 'string' ? people[who] : who,
    input,
    facts: { ...knownFacts(policies), ...learned },
  });
  const turn = (): void => {
    take(passTime(ticket, now));
    if (!ticket.seeksEngineer) return;
    const next = onDuty[ticket.group ?? '']?.find((id) => !ticket.passedOver.includes(id));
    take(
      append(ticket, {
        seq: ticket.version + 1,
        at: now,
        by: system,
        action: 'reassign',
        outcome: 'done',
        clause: '§2.2.3',
        input: {
          group: ticket.group,
          assignee: next === undefined ? null : { id: next, staffNumber: people[next].staffNumber },
        },
        met: [],
        visibility: 'public',
        tell: [],
      }),
    );
  };
  const until = (end: number): void => {
    for (let mark = nextMark(ticket); mark !== null && mark.at <= end; mark = nextMark(ticket)) {
      now = Math.max(now, mark.at);
      turn();
    }
    now = end;
  };

  return {
    state: () => ticket,
    now: () => now,
    /** What is found out of the world outside of the ticket from here on. */
    learn: (facts: Facts): void => {
      learned = facts;
    },
    entries: () => entries,
    /** The ticket after its registration alone. */
    first: (): Ticket => {
      const [registration] = entries;
      if (registration === undefined || isDutyEntry(registration)) throw new Error('nothing was registered');
      return found(registration, policy);
    },
    /** The loop's turn after an action: nothing stays due. */
    rest: turn,
    refusal: (who: Who | Actor, action: ActionName, input: unknown = {}): Refusal | null =>
      refuse(ticket, request(who, action, input), now),
    /** Acts without the loop's turn after it; fails the test when the desk refuses. */
    act: (who: Who | Actor, action: ActionName, input: unknown = {}): void => {
      const asked = request(who, action, input);
      const why = refuse(ticket, asked, now);
      if (why !== null)
        throw new Error(`${action} was refused: ${why.code} ${why.detail.en} ${JSON.stringify(why.errors)}`);
      take(act(ticket, asked, now));
    },
    /** Time passes with the desk awake: every mark strikes at its own moment. */
    pass: (span: Span): void => until(now + parseSpan(span).ms),
    until: (text: string): void => until(instant(text)),
    /** The desk is down for the span and notices only at its end. */
    outage: (span: Span): void => {
      now += parseSpan(span).ms;
      turn();
    },
    told: (): readonly Told[] => told,
    toldOf: (...notices: readonly string[]): readonly (readonly [number, string, string])[] =>
      told
        .filter(({ notice }) => notices.includes(notice))
        .map(({ minute, notice, who }) => [minute, notice, who] as const),
    /** The duty's last clock as the API shows it. */
    duty: (name: DutyName, nth?: number): DutyView => {
      const clock = ticket.duties.findLast(
        (candidate) => candidate.duty === name && (nth === undefined || candidate.nth === nth),
      );
      if (clock === undefined) throw new Error(`there is no duty ${name} ${nth ?? ''}`);
      return dutyView(ticket, clock);
    },
    has: (name: DutyName): boolean => ticket.duties.some(({ duty }) => duty === name),
    /** What the clock brought about on a duty: minute and outcome. */
    strikes: (name: DutyName): readonly (readonly [number, string])[] =>
      entries
        .filter((entry) => isDutyEntry(entry) && entry.duty === name)
        .map((entry) => [(entry.at - acceptedAt) / 60_000, entry.outcome] as const),
    /** Duties that the last entry of the action settled as met. */
    metBy: (action: ActionName): readonly DutyName[] =>
      entries.findLast((entry) => !isDutyEntry(entry) && entry.action === action)?.met ?? [],
  };
};
export type TestTicket = ReturnType<typeof open>;

const whoIs = (tell: Tell, ticket: Ticket): readonly string[] => [
  ...new Set(tell.to.map((part) => nameOf(part, tell, ticket)).filter((who) => who !== null)),
];

const nameOf = (part: Recipient, tell: Tell, ticket: Ticket): string | null => {
  const names: Readonly<Record<Recipient, string | null>> = {
    reporter: ticket.reporter,
    assignee: ticket.assignee?.id ?? null,
    'former-assignee': ticket.passedOver.at(-1) ?? null,
    lead: leadOf[ticket.group ?? ''] ?? 'lead',
    supervisor: 'liu',
    deputy: 'he',
    manager: 'ma',
    liaison: ticket.escalation?.liaison?.id ?? null,
    applicant: ticket.escalation?.applicant.id ?? null,
    owner: null,
  };
  if (part !== 'owner') return names[part];
  const { role, person: owner } = tell.owner ?? { role: 'system' };
  if (owner !== undefined) return owner;
  if (role === 'lead' || role === 'supervisor' || role === 'manager' || role === 'reporter')
    return names[role];
  return null;
};

/** Inputs that fit, for lives that need some. */
export const fits = {
  contact: { reached: true, method: 'phone', summary: '核实' },
  attempt: { reached: false, method: 'phone', summary: '无人接听' },
  step: { action: '重启服务', result: '恢复' },
  common: {
    method: 'logs',
    finding: '服务停止',
    verdict: 'common',
    expectedResolutionAt: '2026-01-30T18:00:00+08:00',
  },
  complex: {
    method: 'logs',
    finding: '硬件损坏',
    verdict: 'complex',
    expectedResolutionAt: '2026-01-30T18:00:00+08:00',
  },
  form: { progress: '已定位', reason: '需厂商补丁', support: '厂商到场' },
  proposal: { solution: '重启服务', verification: { method: 'phone', checked: '可以登录' } },
  known: { isNew: false, article: 'KB-001' },
  fresh: { isNew: true, title: 'OA 无法打开', symptoms: '白屏', solution: '重启服务' },
  five: { speed: 5, efficiency: 5, attitude: 5, ability: 5 },
} as const;

/** A ticket that was contacted, handled, proposed with a verification and confirmed by its reporter at `at`. */
export const resolved = (opening: Opening = {}): TestTicket => {
  const ticket = open(opening);
  ticket.act('li', 'record-contact', fits.contact);
  ticket.act('li', 'record-step', fits.step);
  ticket.act('li', 'propose-resolution', fits.proposal);
  ticket.act('wang', 'confirm-resolved');
  return ticket;
};
