import { readableTime } from '../../domain/render.js';
import type { Language } from '../../domain/words.js';
import type { Reconciled } from '../../workers/reconcile/reconcile.js';

interface Words {
  readonly tickets: (count: number) => string;
  readonly restored: (at: string) => string;
  readonly unreadable: (no: string, why: string) => string;
  readonly diverged: string;
  readonly givenUp: (no: string, entries: string) => string;
  readonly found: string;
  readonly recovered: (entries: number) => string;
  readonly behind: string;
  readonly started: string;
  readonly inDoubt: (notices: number) => string;
  readonly more: (count: number) => string;
  readonly compared: (runs: number) => string;
  readonly same: string;
}

const counted = (count: number, [one, more = `${one}s`]: readonly [string, string?]): string =>
  `${count} ${count === 1 ? one : more}`;

const words: Readonly<Record<Language, Words>> = {
  'zh-CN': {
    tickets: (count) => `${count} 张工单`,
    restored: (at) => `本系统由 ${at} 的备份恢复，已逐张核对工单与其 Temporal 运行：`,
    unreadable: (no, why) => `需人工处理：${no} 无法核对，保持原样，以日志为准。原因：${why}`,
    diverged: '的运行与日志不一致，已按日志重新开始运行',
    givenUp: (no, entries) =>
      `需人工处理：${no} 的运行中有日志之外的记录，未予采用，请向当事人核实：${entries}`,
    found: '在数据库中没有、Temporal 中有，已补回；受理时的原文无法找回，请向提报人核实',
    recovered: (entries) => `的日志缺少 ${entries} 条记录，已从运行中补回；相关通知不会重发`,
    behind: '的运行落后于日志，已令其跟上',
    started: '没有运行，已为其开始运行',
    inDoubt: (notices) => `${notices} 条通知备份之后可能已发出，未重发：请在“未送达的通知”中逐条确认`,
    more: (count) => `… 等另外 ${count} 张（全部见数据表 restoration）`,
    compared: (runs) => `共核对 ${runs} 个运行`,
    same: '，未发现差异',
  },
  en: {
    tickets: (count) => `${counted(count, ['ticket'])} `,
    restored: (at) =>
      `This desk was restored from a backup of ${at}; its tickets were compared with their runs in Temporal:`,
    unreadable: (no, why) =>
      `For you to look at: ${no} cannot be compared and is left as it is; what its log says stands. Reason: ${why}`,
    diverged: 'had a run that had gone another way than their log; it begins anew from the log',
    givenUp: (no, entries) =>
      `For you to look at: the run of ${no} had entries that the log has no place for; ask who made them: ${entries}`,
    found:
      'had only their runs in Temporal left and are in the database again; what was said at intake is lost: ask their reporters',
    recovered: (entries) =>
      `lacked ${counted(entries, ['entry', 'entries'])} of their runs in the log; all are back, and nobody is told of them again`,
    behind: 'had a run that was behind their log; it was told to catch up',
    started: 'had no run and got one',
    inDoubt: (notices) =>
      `${counted(notices, ['notice'])} may have been sent since the backup and went to nobody again: look through the undelivered ones`,
    more: (count) => `… and ${count} more (all in the table restoration)`,
    compared: (runs) => `Runs compared: ${runs}`,
    same: ', and nothing differs',
  },
};

/** How the report of a restored backup begins. */
export const restoredLine = (takenAt: number, language: Language): string =>
  words[language].restored(new Date(takenAt).toISOString());

/** The report in lines, what somebody has to look at first; at most so many numbers a line. */
export const reportLines = (
  { runs, found, recovered, behind, started, diverged, givenUp, unreadable, inDoubt }: Reconciled,
  { language, most = Infinity }: { readonly language: Language; readonly most?: number },
): readonly string[] => {
  const say = words[language];
  const line = (numbers: readonly string[], text: string): string[] => {
    if (numbers.length === 0) return [];
    const shown = numbers.slice(0, most).join(', ');
    const rest = numbers.length > most ? ` ${say.more(numbers.length - most)}` : '';
    return [`${say.tickets(numbers.length)}${text}: ${shown}${rest}`];
  };
  const entries = Object.values(recovered).reduce((sum, one) => sum + one, 0);
  const lines = [
    ...Object.entries(unreadable).map(([no, why]) => say.unreadable(no, why[language])),
    ...Object.entries(givenUp).map(([no, entries]) =>
      say.givenUp(
        no,
        entries.map(({ seq, at, by, what }) => `${seq} ${what} (${by}, ${readableTime(at)})`).join('; '),
      ),
    ),
    ...line(diverged, say.diverged),
    ...line(found, say.found),
    ...line(Object.keys(recovered), say.recovered(entries)),
    ...line(behind, say.behind),
    ...line(started, say.started),
  ];
  return [
    ...lines,
    ...(inDoubt === 0 ? [] : [say.inDoubt(inDoubt)]),
    `${say.compared(runs)}${lines.length === 0 ? say.same : ''}`,
  ];
};
