import { Form, Input, Select, Spin, Switch } from 'antd';
import {
  languageNames,
  languages,
  roleLabels,
  roles,
  type Language,
  type Role,
} from '../../../../../domain/words.js';
import { usePost } from '../../../api/admin.js';
import { useGet, useMe } from '../../../api/queries.js';
import { useLabel, useWords } from '../../../i18n.js';
import { EditDrawer } from '../../../parts/form/edit-drawer.js';
import { PersonSessions } from './person-sessions.js';

interface PersonForm {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  readonly staffNumber: string | null;
  readonly extension: string | null;
  readonly email: string | null;
  readonly roles: readonly Role[];
  readonly deputy: boolean;
  readonly language: Language;
  readonly active: boolean;
}

const blank: Partial<PersonForm> = { roles: ['reporter'], deputy: false, language: 'zh-CN', active: true };

/** A person's record; null adds somebody. */
export const PersonDrawer = ({ id, close }: { readonly id: string | null; readonly close: () => void }) => {
  const found = useGet<{ person: PersonForm & { readonly version: number } }>(
    id === null ? null : `/api/people/${id}`,
  );
  if (id === null) return <PersonEdit person={null} close={close} />;
  if (found.data === undefined) return <Spin fullscreen />;
  return <PersonEdit person={found.data.person} close={close} />;
};

const PersonEdit = ({
  person,
  close,
}: {
  readonly person: (PersonForm & { readonly version: number }) | null;
  readonly close: () => void;
}) => {
  const t = useWords('admin');
  const label = useLabel();
  const post = usePost();
  const isSelf = useMe().data?.id === person?.id;
  const save = async ({ id, ...values }: PersonForm): Promise<void> => {
    const record = {
      ...values,
      department: values.department ?? '',
      staffNumber: orNull(values.staffNumber),
      extension: orNull(values.extension),
      email: orNull(values.email),
    };
    const refresh = ['/api/people', '/api/groups'];
    await (person === null
      ? post('/api/people', { id, ...record }, { refresh })
      : post(`/api/people/${person.id}`, record, { version: person.version, refresh }));
  };
  return (
    <EditDrawer<PersonForm>
      title={person === null ? t('addPerson') : person.name}
      initial={person ?? blank}
      close={close}
      save={save}
      below={person !== null && <PersonSessions id={person.id} />}
    >
      {(form) => (
        <>
          <Form.Item
            name="id"
            label={t('id')}
            rules={[{ required: true, message: t('idHint') }]}
            extra={person === null ? t('idHint') : null}
          >
            <Input disabled={person !== null} maxLength={63} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="name"
            label={t('name')}
            rules={[{ required: true, whitespace: true, message: t('nameNeeded') }]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="department" label={t('department')}>
            <Input maxLength={80} />
          </Form.Item>
          <div className="admin-pair">
            <Form.Item name="staffNumber" label={t('staffNumber')}>
              <Input maxLength={20} />
            </Form.Item>
            <Form.Item name="extension" label={t('extension')}>
              <Input maxLength={20} />
            </Form.Item>
          </div>
          <Form.Item name="email" label={t('email')}>
            <Input type="email" maxLength={254} />
          </Form.Item>
          <Form.Item name="roles" label={t('roles')} extra={isSelf ? t('ownRoles') : t('rolesHint')}>
            <Select
              mode="multiple"
              aria-label={t('roles')}
              disabled={isSelf}
              options={roles.map((value) => ({ value, label: label(roleLabels[value]) }))}
            />
          </Form.Item>
          <Form.Item
            noStyle
            shouldUpdate={(before: PersonForm, after: PersonForm) => before.roles !== after.roles}
          >
            {() => (
              <Form.Item
                name="deputy"
                label={t('deputy')}
                valuePropName="checked"
                hidden={!(form.getFieldValue('roles') as readonly Role[] | undefined)?.includes('supervisor')}
              >
                <Switch aria-label={t('deputy')} />
              </Form.Item>
            )}
          </Form.Item>
          <div className="admin-pair">
            <Form.Item name="language" label={t('language')}>
              <Select
                aria-label={t('language')}
                options={languages.map((value) => ({ value, label: languageNames[value] }))}
              />
            </Form.Item>
            <Form.Item name="active" label={t('active')} valuePropName="checked" extra={t('activeHint')}>
              <Switch disabled={isSelf} aria-label={t('active')} />
            </Form.Item>
          </div>
        </>
      )}
    </EditDrawer>
  );
};

/** What is left empty is nothing. */
const orNull = (text: string | null | undefined): string | null => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
};
