import type { Backlog } from '../adapters/postgres/desk-health.js';
import type { TemporalProbe } from '../adapters/temporal/probe.js';
import type { Language } from '../domain/words.js';
import type { Reader } from './reads.js';

/** State of one part; `detail` says what is wrong, in words for whoever is on call. */
export interface PartState {
  readonly ok: boolean;
  readonly detail?: string;
  readonly concerns?: readonly string[];
}

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<
    Record<'database' | 'temporal' | 'worker' | 'timers' | 'notices' | 'starts' | 'records', PartState>
  >;
}

/** How far behind a queue or timer may be before the desk says so. */
const behindMs = { timers: 30_000, notices: 60_000, starts: 30_000 };

const well: PartState = { ok: true };
const ill = (detail: string): PartState => ({ ok: false, detail });

/** What is said of the parts, to whoever is on call. */
interface Wording {
  readonly unknown: string;
  readonly silent: string;
  readonly idle: string;
  readonly behind: (seconds: number) => string;
  readonly stuck: (tickets: number, first: string) => string;
  readonly givenUp: (n: number, channel: string) => string;
  readonly inDoubt: (n: number, channel: string) => string;
  readonly mail: string;
  readonly badText: (name: string) => string;
}

const wordings: Readonly<Record<Language, Wording>> = {
  'zh-CN': {
    unknown: '数据库没有答复时无法得知',
    silent: '没有答复',
    idle: '没有进程在接工单任务',
    behind: (seconds) => `落后 ${seconds} 秒`,
    stuck: (tickets, first) => `${tickets} 张工单无法入库，第一张：${first}`,
    givenUp: (n, channel) => `${n} 条通知已放弃发送（${channel}）`,
    inDoubt: (n, channel) => `${n} 条通知不知是否送达（${channel}）`,
    mail: '邮件',
    badText: (name) => `${name} 的自订文本无法使用，改用内置文本`,
  },
  en: {
    unknown: 'unknown while the database is away',
    silent: 'does not answer',
    idle: 'none polls for tickets',
    behind: (seconds) => `behind by ${seconds} s`,
    stuck: (tickets, first) => `${tickets} tickets cannot be recorded; the first is ${first}`,
    givenUp: (n, channel) => `${n} notices given up by ${channel}`,
    inDoubt: (n, channel) => `${n} notices that may or may not have arrived by ${channel}`,
    mail: 'mail',
    badText: (name) => `the text of ${name} cannot be used; the built-in one is`,
  },
};

const recordsOf = (stuck: Backlog['stuck'] | undefined, say: Wording): PartState => {
  if (stuck === undefined) return ill(say.unknown);
  return stuck.tickets === 0 ? well : ill(say.stuck(stuck.tickets, stuck.first ?? ''));
};

/** What somebody should look at, though the desk works: notices given up or not known of, texts that cannot be used. */
const concernsOf = (backlog: Backlog | null, say: Wording): { readonly concerns?: readonly string[] } => {
  if (backlog === null) return {};
  const wayOf = (channel: string): string => (channel === 'smtp' ? say.mail : channel);
  const concerns = [
    ...Object.entries(backlog.deadLetters).map(([channel, n]) => say.givenUp(n, wayOf(channel))),
    ...Object.entries(backlog.unknown).map(([channel, n]) => say.inDoubt(n, wayOf(channel))),
    ...backlog.brokenTemplates.map(say.badText),
  ];
  return concerns.length === 0 ? {} : { concerns };
};

/** Whether every part the desk needs is there, and none of its queues and timers is behind; never rejects. */
export const readinessOf = async ({
  reader,
  probe,
  language,
}: {
  readonly reader: Pick<Reader, 'health'>;
  readonly probe: TemporalProbe;
  readonly language: Language;
}): Promise<Readiness> => {
  const say = wordings[language];
  const [backlog, isReachable, hasWorker] = await Promise.all([
    reader.health.backlog().catch(() => null),
    probe.isReachable(),
    probe.hasWorker().catch(() => false),
  ]);
  const lag = (part: keyof typeof behindMs, ms: number | undefined): PartState => {
    if (ms === undefined) return ill(say.unknown);
    return ms <= behindMs[part] ? well : ill(say.behind(Math.round(ms / 1000)));
  };
  const parts = {
    database: backlog === null ? ill(say.silent) : well,
    temporal: isReachable ? well : ill(say.silent),
    worker: hasWorker ? well : ill(say.idle),
    timers: lag('timers', backlog?.timersMs),
    notices: {
      ...lag('notices', backlog === null ? undefined : Math.max(0, ...Object.values(backlog.noticesMs))),
      ...concernsOf(backlog, say),
    },
    starts: lag('starts', backlog?.startsMs),
    records: recordsOf(backlog?.stuck, say),
  };
  return { ready: Object.values(parts).every(({ ok }) => ok), parts };
};
