import { Alert, Button, Empty, Segmented, Select, Spin } from 'antd';
import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { parseDate } from '../../../../../domain/instant.js';
import { useMay } from '../../../api/admin.js';
import { useGroups, useMe, useNames } from '../../../api/queries.js';
import { useCalendars, useGaps, useOnDuty, useRoster, type Gap } from '../../../api/roster.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { absoluteTime, useToday } from '../../../time.js';
import { CalendarGrid } from './calendar-grid.js';
import { dateOf, daysShown, marksOf, moved, periodOf, type View } from './days.js';
import { AbsenceDrawer, RotationDrawer, ShiftDrawer, type Opened } from './roster-drawers.js';
import { RosterImport } from './roster-import.js';
import { RosterRows } from './roster-rows.js';

/** Who is on duty when, as a calendar; the view stands in the address, so that a link keeps it. */
export const RosterSection = () => {
  const t = useWords('roster');
  const { language } = useLanguage();
  const mayEdit = useMay('admin', 'supervisor');
  const me = useMe().data;
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch());
  const groups = useGroups().data?.groups;
  const [open, setOpen] = useState<Opened | null>(null);
  const view: View = asked.get('view') === 'month' ? 'month' : 'week';
  const today = useToday();
  const date = asked.get('date') ?? '';
  const around = parseDate(date) ?? today;
  const days = daysShown(view, around);
  const { from, to } = periodOf(days);
  const roster = useRoster(from, to);
  const years = useCalendars().data?.years;
  const marks = useMemo(() => marksOf(years ?? []), [years]);
  const own = groups?.find(({ id }) => me?.groups.includes(id) === true) ?? groups?.[0];
  const group = groups?.find(({ id }) => id === asked.get('group'));
  const show = (next: Readonly<Record<string, string>>): void =>
    go(`/admin/roster?${new URLSearchParams({ ...Object.fromEntries(asked), ...next }).toString()}`, {
      replace: true,
    });
  const shownGroups =
    view === 'month'
      ? [group ?? own].flatMap((one) => one ?? [])
      : group === undefined
        ? (groups ?? [])
        : [group];
  return (
    <>
      <OnDutyNow />
      <GapsAhead fill={mayEdit ? (gap) => setOpen({ kind: 'shift', gap }) : null} />
      <div className="admin-bar">
        <Segmented
          value={view}
          aria-label={t('title')}
          options={[
            { value: 'week', label: t('week') },
            { value: 'month', label: t('month') },
          ]}
          onChange={(next) => show({ view: next })}
        />
        <Button aria-label={t('before')} onClick={() => show({ date: dateOf(moved(view, around, -1)) })}>
          ‹
        </Button>
        <Button onClick={() => show({ date: dateOf(today) })}>{t('today')}</Button>
        <Button aria-label={t('after')} onClick={() => show({ date: dateOf(moved(view, around, 1)) })}>
          ›
        </Button>
        <strong>
          {view === 'month'
            ? dateOf(around).slice(0, 7)
            : `${dateOf(days[0] ?? 0)} – ${dateOf(days.at(-1) ?? 0).slice(5)}`}
        </strong>
        <Select
          aria-label={t('group')}
          placeholder={t('group')}
          allowClear={view === 'week'}
          style={{ minWidth: 140 }}
          value={(view === 'month' ? (group ?? own)?.id : group?.id) ?? null}
          options={(groups ?? []).map(({ id, name }) => ({ value: id, label: name[language] }))}
          onChange={(id: string | undefined) => show({ group: id ?? '' })}
        />
        <span className="grow" />
        {mayEdit && (
          <>
            <Button type="primary" onClick={() => setOpen({ kind: 'shift', gap: null })}>
              {t('addShift')}
            </Button>
            <Button onClick={() => setOpen({ kind: 'absence' })}>{t('addAbsence')}</Button>
            <Button onClick={() => setOpen({ kind: 'rotation', rotation: null })}>{t('addRotation')}</Button>
            <Button onClick={() => setOpen({ kind: 'import' })}>{t('importSheet')}</Button>
          </>
        )}
      </div>
      {groups?.length === 0 && <Empty description={t('noGroups')} />}
      {roster.data === undefined ? (
        <Spin className="admin-wait" />
      ) : (
        <>
          <CalendarGrid
            view={view}
            days={days}
            groups={shownGroups}
            roster={roster.data}
            marks={marks}
            month={dateOf(around).slice(0, 7)}
            fill={mayEdit ? (gap) => setOpen({ kind: 'shift', gap }) : null}
          />
          <RosterRows roster={roster.data} open={mayEdit ? setOpen : null} />
        </>
      )}
      {open?.kind === 'shift' && <ShiftDrawer gap={open.gap} close={() => setOpen(null)} />}
      {open?.kind === 'absence' && <AbsenceDrawer close={() => setOpen(null)} />}
      {open?.kind === 'rotation' && <RotationDrawer rotation={open.rotation} close={() => setOpen(null)} />}
      {open?.kind === 'import' && <RosterImport close={() => setOpen(null)} />}
    </>
  );
};

const OnDutyNow = () => {
  const t = useWords('roster');
  const names = useNames();
  const groups = useOnDuty().data?.groups ?? [];
  if (groups.length === 0) return null;
  return (
    <section className="on-duty" aria-label={t('nowOnDuty')}>
      <span className="hint">{t('nowOnDuty')}</span>
      <dl>
        {groups.map(({ group, onDuty }) => (
          <div key={group}>
            <dt>{names.group(group)}</dt>
            <dd>
              {onDuty.length === 0 ? (
                <span className="admin-error">{t('nobody')}</span>
              ) : (
                onDuty
                  .map(({ name, openDuties }) => `${name} (${t('openDuties', { n: openDuties })})`)
                  .join(' · ')
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
};

const mostGaps = 5;

const GapsAhead = ({ fill }: { readonly fill: ((gap: Gap) => void) | null }) => {
  const t = useWords('roster');
  const names = useNames();
  const gaps = useGaps().data?.gaps;
  if (gaps === undefined) return null;
  if (gaps.length === 0) return <Alert className="admin-note" type="success" showIcon title={t('noGaps')} />;
  return (
    <Alert
      className="admin-note"
      type="error"
      showIcon
      title={t('gapsAhead', { n: gaps.length })}
      description={
        <ul className="problem-list">
          {gaps.slice(0, mostGaps).map((gap) => (
            <li key={`${gap.group} ${gap.from}`}>
              {names.group(gap.group)} {absoluteTime(gap.from).slice(0, 16)} –{' '}
              {absoluteTime(gap.to).slice(0, 16)}{' '}
              {fill !== null && (
                <Button size="small" type="link" onClick={() => fill(gap)}>
                  {t('fill')}
                </Button>
              )}
            </li>
          ))}
          {gaps.length > mostGaps && <li>{t('andMore', { n: gaps.length - mostGaps })}</li>}
        </ul>
      }
    />
  );
};
