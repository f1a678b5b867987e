import type { Calendar } from '../calendar.js';

/**
 * Working days of mainland China. 2025 and 2026 as the General Office of the State Council announced them
 * (国务院办公厅关于2025年部分节假日安排的通知, 2024-11-12; 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04).
 * 2027 is provisional: only the 13 statutory days of 全国年节及纪念日放假办法 (2024), article 2. Bridging days, days in
 * lieu of a weekend and make-up working days are not guessed; due times in 2027 are therefore early rather than late.
 */
export const chinaCalendar: Calendar = Object.freeze({
  years: Object.freeze({
    2025: Object.freeze({
      status: 'announced',
      off: Object.freeze([
        '01-01 元旦',
        '01-28..02-04 春节',
        '04-04..04-06 清明',
        '05-01..05-05 劳动节',
        '05-31..06-02 端午',
        '10-01..10-05 国庆节',
        '10-06 中秋',
        '10-07..10-08 国庆节',
      ]),
      work: Object.freeze(['01-26', '02-08', '04-27', '09-28', '10-11']),
      source: '国办发明电〔2024〕12号',
    }),
    2026: Object.freeze({
      status: 'announced',
      off: Object.freeze([
        '01-01..01-03 元旦',
        '02-15..02-23 春节',
        '04-04..04-06 清明',
        '05-01..05-05 劳动节',
        '06-19..06-21 端午',
        '09-25..09-27 中秋',
        '10-01..10-07 国庆节',
      ]),
      work: Object.freeze(['01-04', '02-14', '02-28', '05-09', '09-20', '10-10']),
      source: '国办发明电〔2025〕7号',
    }),
    2027: Object.freeze({
      status: 'provisional',
      off: Object.freeze([
        '01-01 元旦',
        '02-05..02-08 春节',
        '04-05 清明',
        '05-01..05-02 劳动节',
        '06-09 端午',
        '09-15 中秋',
        '10-01..10-03 国庆节',
      ]),
      work: Object.freeze([]),
      source: '全国年节及纪念日放假办法（2024）第二条',
    }),
  }),
});
