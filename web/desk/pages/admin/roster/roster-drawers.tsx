import { Button, Form, Input, InputNumber, Select } from 'antd';
import { usePost } from '../../../api/admin.js';
import { useGroups, usePeople } from '../../../api/queries.js';
import { rosterPaths, type Gap, type Rotation, type RotationInput } from '../../../api/roster.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { EditDrawer } from '../../../parts/form/edit-drawer.js';
import { DayPicker, MomentPicker } from '../../../parts/form/moment-picker.js';

/** What of the roster is being edited. */
export type Opened =
  | { readonly kind: 'shift'; readonly gap: Gap | null }
  | { readonly kind: 'absence' }
  | { readonly kind: 'rotation'; readonly rotation: Rotation | null }
  | { readonly kind: 'import' };

interface ShiftForm {
  readonly group: string;
  readonly person: string;
  readonly from: string;
  readonly to?: string | null;
}

const useNeeded = () => {
  const t = useWords('roster');
  return [{ required: true, message: t('needed') }];
};

/** A shift, or what fills a gap. */
export const ShiftDrawer = ({ gap, close }: { readonly gap: Gap | null; readonly close: () => void }) => {
  const t = useWords('roster');
  const post = usePost();
  const needed = useNeeded();
  return (
    <EditDrawer<ShiftForm>
      title={t('addShift')}
      initial={gap === null ? {} : { group: gap.group, from: gap.from, to: gap.to }}
      close={close}
      save={async ({ to, ...shift }) =>
        await post('/api/roster/shifts', { ...shift, to: to ?? null }, { refresh: rosterPaths })
      }
    >
      <GroupItem rules={needed} />
      <PersonItem name="person" label={t('person')} rules={needed} />
      <Form.Item name="from" label={t('from')} rules={needed}>
        <MomentPicker />
      </Form.Item>
      <Form.Item name="to" label={t('to')} extra={t('toHint')}>
        <MomentPicker />
      </Form.Item>
    </EditDrawer>
  );
};

interface AbsenceForm {
  readonly person: string;
  readonly group?: string | null;
  readonly substitute?: string | null;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Leave in every group, or an exception in one, with whoever stands in. */
export const AbsenceDrawer = ({ close }: { readonly close: () => void }) => {
  const t = useWords('roster');
  const post = usePost();
  const needed = useNeeded();
  return (
    <EditDrawer<AbsenceForm>
      title={t('addAbsence')}
      initial={{}}
      close={close}
      save={async ({ group, substitute, ...absence }) =>
        await post(
          '/api/roster/absences',
          { ...absence, group: group ?? null, substitute: substitute ?? null },
          { refresh: rosterPaths },
        )
      }
    >
      <PersonItem name="person" label={t('person')} rules={needed} everybody />
      <GroupItem extra={t('absenceGroupHint')} placeholder={t('everyGroup')} />
      <Form.Item name="from" label={t('from')} rules={needed}>
        <MomentPicker />
      </Form.Item>
      <Form.Item name="to" label={t('to')} rules={needed}>
        <MomentPicker />
      </Form.Item>
      <PersonItem name="substitute" label={t('substitute')} placeholder={t('noSubstitute')} everybody />
      <Form.Item name="reason" label={t('reason')} rules={needed}>
        <Input maxLength={200} />
      </Form.Item>
    </EditDrawer>
  );
};

const usualTurn = 7;

/** People who take turns. */
export const RotationDrawer = ({
  rotation,
  close,
}: {
  readonly rotation: Rotation | null;
  readonly close: () => void;
}) => {
  const t = useWords('roster');
  const post = usePost();
  const needed = useNeeded();
  return (
    <EditDrawer<RotationInput>
      title={rotation?.name ?? t('addRotation')}
      width={620}
      initial={
        rotation ?? {
          turnDays: usualTurn,
          days: 'every-day',
          slots: [
            { from: '08:00', to: '20:00', offset: 0 },
            { from: '20:00', to: '08:00', offset: 1 },
          ],
        }
      }
      close={close}
      save={async ({ endsOn, ...values }) =>
        await post(
          rotation === null ? '/api/roster/rotations' : `/api/roster/rotations/${rotation.id}`,
          { ...values, endsOn: endsOn ?? null },
          { refresh: rosterPaths },
        )
      }
    >
      <GroupItem rules={needed} />
      <Form.Item name="name" label={t('name')} rules={needed}>
        <Input maxLength={80} />
      </Form.Item>
      <PersonItem name="people" label={t('people')} rules={needed} multiple />
      <div className="admin-pair">
        <Form.Item name="turnDays" label={t('turnDays')} rules={needed}>
          <InputNumber min={1} max={366} />
        </Form.Item>
        <Form.Item name="days" label={t('days')} rules={needed}>
          <Select
            aria-label={t('days')}
            options={(['every-day', 'working-days', 'rest-days'] as const).map((value) => ({
              value,
              label: t(value),
            }))}
          />
        </Form.Item>
        <Form.Item name="startsOn" label={t('startsOn')} rules={needed}>
          <DayPicker />
        </Form.Item>
        <Form.Item name="endsOn" label={t('endsOn')}>
          <DayPicker />
        </Form.Item>
      </div>
      <Form.List name="slots">
        {(fields, { add, remove }) => (
          <fieldset className="admin-set">
            <legend>{t('slots')}</legend>
            <p className="hint">{t('slotHint')}</p>
            {fields.map(({ key, name }) => (
              <div key={key} className="admin-slot">
                <Form.Item name={[name, 'from']} label={t('slotFrom')} rules={needed}>
                  <Input placeholder="08:00" maxLength={5} />
                </Form.Item>
                <Form.Item name={[name, 'to']} label={t('slotTo')} rules={needed}>
                  <Input placeholder="20:00" maxLength={5} />
                </Form.Item>
                <Form.Item name={[name, 'offset']} label={t('offset')} rules={needed}>
                  <InputNumber min={0} max={99} />
                </Form.Item>
                <Button aria-label={t('removeSlot')} onClick={() => remove(name)}>
                  ×
                </Button>
              </div>
            ))}
            <Button onClick={() => add({ from: '', to: '', offset: 0 })}>{t('addSlot')}</Button>
          </fieldset>
        )}
      </Form.List>
    </EditDrawer>
  );
};

interface ItemProps {
  readonly rules?: { required: boolean; message: string }[];
  readonly placeholder?: string;
  readonly extra?: string;
}

const GroupItem = ({ rules = [], placeholder, extra }: ItemProps) => {
  const t = useWords('roster');
  const { language } = useLanguage();
  const groups = useGroups().data?.groups ?? [];
  return (
    <Form.Item name="group" label={t('group')} rules={rules} extra={extra}>
      <Select
        allowClear
        aria-label={t('group')}
        placeholder={placeholder}
        options={groups.map(({ id, name }) => ({ value: id, label: name[language] }))}
      />
    </Form.Item>
  );
};

/** Somebody of the chosen group: nobody else is ever on duty in it. */
const PersonItem = ({
  name,
  label,
  rules = [],
  placeholder,
  multiple = false,
  everybody = false,
}: ItemProps & {
  readonly name: string;
  readonly label: string;
  readonly multiple?: boolean;
  readonly everybody?: boolean;
}) => {
  const t = useWords('roster');
  const people = usePeople().data?.people ?? [];
  const groups = useGroups().data?.groups ?? [];
  const chosen: unknown = Form.useWatch('group');
  const group = groups.find(({ id }) => id === chosen);
  const may = new Set(
    (group === undefined ? groups : [group]).flatMap(({ lead, deputyLead, members }) => [
      lead,
      deputyLead,
      ...members,
    ]),
  );
  return (
    <Form.Item
      name={name}
      label={label}
      rules={rules}
      extra={everybody || group === undefined ? null : t('outsiders')}
    >
      <Select
        allowClear
        {...(multiple ? { mode: 'multiple' as const } : {})}
        aria-label={label}
        placeholder={placeholder}
        showSearch={{ optionFilterProp: 'label' }}
        options={people
          .filter(({ id, active }) => active && may.has(id))
          .map(({ id, name: called, staffNumber }) => ({
            value: id,
            label: `${called} ${staffNumber ?? ''}`,
          }))}
      />
    </Form.Item>
  );
};
