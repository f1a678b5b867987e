import { column, label } from './table.js';

export const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** When tickets come in. */
export const arrivalsReport = {
  title: label('受理时段', 'Arrivals by hour'),
  about: label('按受理时刻（北京时间）。', 'By when tickets were accepted, China Standard Time.'),
  tables: {
    hour: {
      title: label('星期与小时', 'Weekday and hour'),
      columns: [
        column('weekday', 'weekday', '星期', 'Weekday'),
        ...hours.map((hour) => column(`h${hour}`, 'count', `${hour} 时`, `${hour}:00`)),
        column('total', 'count', '合计', 'Total'),
      ],
      chart: { kind: 'heat', x: ['weekday'], y: hours.map((hour) => `h${hour}`) },
    },
  },
} as const;
