import { Button, Tag, Tooltip } from 'antd';
import { useMemo } from 'react';
import { dayOf, weekdayOf, type DayNumber } from '../../../../../domain/instant.js';
import type { Absence, Gap, RosterPeriod } from '../../../api/roster.js';
import type { Group } from '../../../api/types.js';
import { useNames } from '../../../api/queries.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { useToday } from '../../../time.js';
import { dateOf, onDay, type View } from './days.js';
import './calendar-grid.css';

type Marks = ReadonlyMap<string, { readonly kind: 'off' | 'work'; readonly name: string }>;

interface GridProps {
  readonly view: View;
  readonly days: readonly DayNumber[];
  readonly groups: readonly Group[];
  readonly roster: RosterPeriod;
  readonly marks: Marks;
  /** Month and year of the days that matter; others are pale. */
  readonly month: string;
  /** Fills a gap; null where the reader may not. */
  readonly fill: ((gap: Gap) => void) | null;
}

/** Who is on duty, a column a day: groups as rows for a week, weeks as rows for a month. */
export const CalendarGrid = (props: GridProps) => {
  const { view, days, groups } = props;
  const t = useWords('roster');
  const { language } = useLanguage();
  const weeks = useMemo(
    () => Array.from({ length: days.length / 7 }, (_, at) => days.slice(at * 7, at * 7 + 7)),
    [days],
  );
  const weekday = useMemo(
    () => new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }),
    [language],
  );
  const first = weeks[0] ?? [];
  return (
    <div className={`roster ${view}`}>
      <table>
        <caption className="unseen">{t('title')}</caption>
        <thead>
          <tr>
            {view === 'week' && <th scope="col">{t('group')}</th>}
            {first.map((day) => (
              <th key={day} scope="col" className={weekdayOf(day) > 5 ? 'rest' : ''}>
                {weekday.format(day * 86_400_000)}
                {view === 'week' && <DayHead day={day} marks={props.marks} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view === 'week'
            ? groups.map((group) => (
                <tr key={group.id}>
                  <th scope="row">{group.name[language]}</th>
                  {first.map((day) => (
                    <Cell
                      key={day}
                      {...props}
                      day={day}
                      group={group}
                      title={weekday.format(day * 86_400_000)}
                    />
                  ))}
                </tr>
              ))
            : weeks.map((week) => (
                <tr key={week[0]}>
                  {week.map((day) => (
                    <Cell
                      key={day}
                      {...props}
                      day={day}
                      group={groups[0]}
                      title={weekday.format(day * 86_400_000)}
                    />
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
};

const DayHead = ({ day, marks }: { readonly day: DayNumber; readonly marks: Marks }) => {
  const t = useWords('roster');
  const isToday = useToday() === day;
  const date = dateOf(day);
  const mark = marks.get(date);
  return (
    <span className={isToday ? 'day today' : 'day'}>
      <time dateTime={date}>{date.slice(5)}</time>
      {mark?.kind === 'off' && (
        <Tooltip title={mark.name}>
          <span className="mark off">{t('off')}</span>
        </Tooltip>
      )}
      {mark?.kind === 'work' && <span className="mark work">{t('work')}</span>}
    </span>
  );
};

const Cell = ({
  view,
  day,
  group,
  roster,
  marks,
  month,
  fill,
  title,
}: GridProps & { readonly day: DayNumber; readonly group: Group | undefined; readonly title: string }) => {
  const t = useWords('roster');
  const names = useNames();
  const { duties, gaps } = onDay(day, {
    stints: roster.stints.filter((stint) => stint.group === group?.id),
    gaps: roster.gaps.filter((gap) => gap.group === group?.id),
  });
  const away = roster.absences.filter((absence) => isAway(absence, { day, group }));
  const isOther = view === 'month' && !dateOf(day).startsWith(month);
  return (
    <td className={[isOther ? 'other' : '', weekdayOf(day) > 5 ? 'rest' : ''].join(' ')}>
      <span className={view === 'month' ? 'cell-day' : 'cell-day narrow-only'}>
        <span className="narrow-only">{title}</span> <DayHead day={day} marks={marks} />
      </span>
      {duties.map(({ person, name, hours, insteadOf, from }) => (
        <div
          key={`${person} ${from} ${hours}`}
          className={insteadOf === undefined ? 'stint' : 'stint substitute'}
        >
          <span className="who-on">{name}</span>
          {hours !== null && <span className="hours">{hours}</span>}
          {insteadOf !== undefined && <Tag>{t('insteadOf', { name: names.person(insteadOf) })}</Tag>}
        </div>
      ))}
      {away.map(({ id, person, reason }) => (
        <Tooltip key={id} title={reason}>
          <div className="away">{t('away', { name: names.person(person) })}</div>
        </Tooltip>
      ))}
      {gaps.map((gap) => (
        <div key={gap.from} className="gap">
          <span>
            {t('gap')} {gap.hours ?? t('wholeDay')}
          </span>
          {fill !== null && (
            <Button size="small" type="link" danger onClick={() => fill(gap)}>
              {t('fill')}
            </Button>
          )}
        </div>
      ))}
    </td>
  );
};

const isAway = (
  { group, person, from, to }: Absence,
  asked: { readonly day: DayNumber; readonly group: Group | undefined },
): boolean =>
  (group === null ? belongs(asked.group, person) : group === asked.group?.id) &&
  dayOf(Date.parse(from)) <= asked.day &&
  dayOf(Date.parse(to) - 1) >= asked.day;

const belongs = (group: Group | undefined, person: string): boolean =>
  group !== undefined && [group.lead, group.deputyLead, ...group.members].includes(person);
