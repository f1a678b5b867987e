import { DatePicker, Select, Space } from 'antd';
import dayjs from 'dayjs';
import { periodNames } from '../../../../domain/reports/periods.js';
import { ticketTypes, typeLabels, urgencies, urgencyLabels } from '../../../../domain/words.js';
import { useGroups, useMe, usePeople } from '../../api/queries.js';
import { useLabel, useWords } from '../../i18n.js';
import { Choice } from '../../parts/choice.js';
import { periodAsked, periodName, type Asked } from './asked.js';

const handling = ['engineer', 'lead', 'supervisor', 'manager', 'agent'];

/** Period and filters; a lead chooses among the groups they lead. */
export const ReportFilters = ({
  asked,
  change,
}: {
  readonly asked: Asked;
  readonly change: (changes: Asked) => void;
}) => {
  const t = useWords('reports');
  const label = useLabel();
  const me = useMe().data;
  const groups = useGroups().data?.groups ?? [];
  const people = usePeople().data?.people ?? [];
  const seesAll = me?.roles.some((role) => role === 'supervisor' || role === 'manager') ?? false;
  const { from, to } = periodAsked(asked);
  return (
    <Space wrap className="report-filters">
      <Select
        aria-label={t('period')}
        value={periodName(asked)}
        style={{ minWidth: 110 }}
        options={periodNames.map((value) => ({ value, label: t(value) }))}
        onChange={(period) =>
          change(period === 'custom' ? { period, from, to } : { period, from: '', to: '' })
        }
      />
      <DatePicker.RangePicker
        allowClear={false}
        aria-label={t('custom')}
        value={[dayjs(from), dayjs(to)]}
        onChange={(_days, [first, last]) => change({ period: 'custom', from: first, to: last })}
      />
      <Choice
        title={t('group')}
        value={asked.group}
        options={groups
          .filter(({ id }) => seesAll || me?.leads.includes(id) === true)
          .map(({ id, name }) => ({ value: id, label: label(name) }))}
        choose={(group) => change({ group })}
      />
      <Choice
        title={t('type')}
        value={asked.type}
        options={ticketTypes.map((value) => ({ value, label: label(typeLabels[value]) }))}
        choose={(type) => change({ type })}
      />
      <Choice
        title={t('urgency')}
        value={asked.urgency}
        options={urgencies.map((value) => ({ value, label: label(urgencyLabels[value]) }))}
        choose={(urgency) => change({ urgency })}
      />
      <Choice
        title={t('person')}
        value={asked.person}
        options={people
          .filter(({ roles }) => roles.some((role) => handling.includes(role)))
          .map(({ id, name }) => ({ value: id, label: name }))}
        choose={(person) => change({ person })}
      />
    </Space>
  );
};
