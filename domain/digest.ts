import type { Language } from './words.js';

interface Told {
  readonly no: string;
  readonly urgent: boolean;
}

const form = /^(TS\d{8})(\d+)$/u;

/** Ticket numbers as people read many of them: `TS20261125001–TS20261125030`, gaps apart. */
export const numberRanges = (numbers: readonly string[]): readonly string[] => {
  const parts = [...new Set(numbers)]
    .flatMap((no) => {
      const [, day, nth] = form.exec(no) ?? [];
      return day === undefined || nth === undefined ? [] : [{ no, day, nth: Number(nth) }];
    })
    .sort((one, other) => one.day.localeCompare(other.day) || one.nth - other.nth);
  const ranges: { first: string; last: string; day: string; nth: number }[] = [];
  for (const { no, day, nth } of parts) {
    const open = ranges.at(-1);
    if (open !== undefined && open.day === day && open.nth + 1 === nth)
      Object.assign(open, { last: no, nth });
    else ranges.push({ first: no, last: no, day, nth });
  }
  return ranges.map(({ first, last }) => (first === last ? first : `${first}–${last}`));
};

/** Many notices to one place as one message: how many, which tickets, and where to look; nothing else leaves. */
export const digestOf = (
  told: readonly Told[],
  { language, link }: { readonly language: Language; readonly link: string },
): { readonly subject: string; readonly body: string } => {
  const urgent = told.filter((one) => one.urgent);
  const others = told.filter((one) => !one.urgent);
  const isChinese = language === 'zh-CN';
  const line = (title: string, some: readonly Told[]): readonly string[] =>
    some.length === 0
      ? []
      : [
          `${title}${isChinese ? '：' : ': '}${numberRanges(some.map(({ no }) => no)).join(isChinese ? '、' : ', ')}`,
        ];
  return {
    subject: isChinese
      ? `恒台汇总：${told.length} 条工单通知，其中紧急 ${urgent.length} 条`
      : `Steadydesk digest: ${told.length} notices, ${urgent.length} of them urgent`,
    // The link stands before the long lists, so that cutting the text costs only numbers.
    body: [
      link,
      ...line(isChinese ? '紧急' : 'Urgent', urgent),
      ...line(isChinese ? '其他' : 'Others', others),
    ].join('\n'),
  };
};
