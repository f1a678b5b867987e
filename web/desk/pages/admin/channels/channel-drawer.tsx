import { Checkbox, Form, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { languageNames, languages, roleLabels, roles, type Language } from '../../../../../domain/words.js';
import { usePost } from '../../../api/admin.js';
import { useNoticeTitles, type Channel, type ChannelKind } from '../../../api/notices.js';
import { useGroups, usePeople } from '../../../api/queries.js';
import { useLabel, useLanguage, useWords } from '../../../i18n.js';
import { EditDrawer } from '../../../parts/form/edit-drawer.js';
import { leaving, leavingWord, secretWord, settingWord } from './words-of.js';

interface ChannelForm {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly settings?: Readonly<Record<string, string | undefined>>;
  readonly secrets?: Readonly<Record<string, string | undefined>>;
  readonly serves: Channel['serves'];
  readonly fields: readonly string[];
  readonly language: Language;
  readonly active: boolean;
}

const blank: Partial<ChannelForm> = {
  serves: { roles: [], groups: [], people: [], urgentOnly: false },
  fields: ['number', 'level', 'link'],
  language: 'zh-CN',
  active: true,
};

/** What was typed; what stays empty keeps as it is, and `env:NAME` names a variable of the environment. */
const secretsOf = (typed: ChannelForm['secrets']): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(typed ?? {}).flatMap(([name, value]) => {
      const text = value?.trim() ?? '';
      if (text === '') return [];
      return [[name, text.startsWith('env:') ? { env: text.slice('env:'.length).trim() } : text]];
    }),
  );

const filled = (typed: ChannelForm['settings']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(typed ?? {}).flatMap(([name, value]) => {
      const text = value?.trim() ?? '';
      return text === '' ? [] : [[name, text]];
    }),
  );

/** A channel as an administrator sets it up; null adds one. */
export const ChannelDrawer = ({
  channel,
  kinds,
  close,
}: {
  readonly channel: Channel | null;
  readonly kinds: readonly ChannelKind[];
  readonly close: () => void;
}) => {
  const t = useWords('channels');
  const label = useLabel();
  const { language } = useLanguage();
  const post = usePost();
  const people = usePeople().data?.people ?? [];
  const groups = useGroups().data?.groups ?? [];
  const titles = useNoticeTitles();
  const [kindName, setKind] = useState(channel?.kind ?? '');
  const kind = kinds.find((one) => one.kind === kindName);
  const needed = [{ required: true, message: t('needed') }];
  const kept: Channel['secrets'] = channel?.secrets ?? {};
  return (
    <EditDrawer<ChannelForm>
      title={channel?.name ?? t('add')}
      width={600}
      initial={channel === null ? blank : { ...channel, secrets: {} }}
      close={close}
      save={async ({ id, kind: chosen, settings, secrets, serves, ...rest }) => {
        const { notices, ...served } = serves;
        const body = {
          ...rest,
          settings: filled(settings),
          secrets: secretsOf(secrets),
          serves: { ...served, ...(notices === undefined || notices.length === 0 ? {} : { notices }) },
        };
        await (channel === null
          ? post('/api/channels', { id, kind: chosen, ...body }, { refresh: ['/api/channels'] })
          : post(`/api/channels/${channel.id}`, body, { refresh: ['/api/channels'] }));
      }}
    >
      <Form.Item name="kind" label={t('kind')} rules={needed}>
        <Select
          aria-label={t('kind')}
          disabled={channel !== null}
          options={kinds.map((one) => ({ value: one.kind, label: one.title }))}
          onChange={setKind}
        />
      </Form.Item>
      <Form.Item name="id" label={t('id')} rules={needed} extra={t('idHint')}>
        <Input disabled={channel !== null} maxLength={41} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('name')} rules={needed}>
        <Input maxLength={80} />
      </Form.Item>
      {Object.keys(kind?.settings.properties ?? {}).map((name) => {
        const choices = kind?.settings.properties?.[name]?.enum as readonly string[] | undefined;
        return (
          <Form.Item
            key={name}
            name={['settings', name]}
            label={t(settingWord(name))}
            rules={kind?.settings.required?.includes(name) === true ? needed : []}
          >
            {choices === undefined ? (
              <Input maxLength={2000} />
            ) : (
              <Select
                allowClear
                aria-label={t(settingWord(name))}
                options={choices.map((value) => ({ value }))}
              />
            )}
          </Form.Item>
        );
      })}
      {Object.entries(kind?.secrets ?? {}).map(([name, need]) => (
        <Form.Item
          key={name}
          name={['secrets', name]}
          label={t(secretWord(name))}
          rules={need === 'required' && kept[name] === undefined ? needed : []}
          extra={t('secretHint')}
        >
          <Input.Password
            autoComplete="new-password"
            visibilityToggle={false}
            placeholder={
              kept[name] === undefined
                ? ''
                : kept[name].env === undefined
                  ? t('sealed')
                  : t('fromEnv', { env: kept[name].env })
            }
          />
        </Form.Item>
      ))}
      <fieldset className="admin-set">
        <legend>{t('serves')}</legend>
        <p className="hint">{t('servesHint')}</p>
        <Form.Item name={['serves', 'roles']} label={t('roles')}>
          <Select
            mode="multiple"
            aria-label={t('roles')}
            options={roles.map((value) => ({ value, label: label(roleLabels[value]) }))}
          />
        </Form.Item>
        <Form.Item name={['serves', 'groups']} label={t('groups')}>
          <Select
            mode="multiple"
            aria-label={t('groups')}
            options={groups.map(({ id, name }) => ({ value: id, label: name[language] }))}
          />
        </Form.Item>
        <Form.Item name={['serves', 'people']} label={t('people')}>
          <Select
            mode="multiple"
            aria-label={t('people')}
            showSearch={{ optionFilterProp: 'label' }}
            options={people
              .filter(({ active }) => active)
              .map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <Form.Item name={['serves', 'notices']} label={t('notices')} extra={t('noticesHint')}>
          <Select
            mode="multiple"
            aria-label={t('notices')}
            showSearch={{ optionFilterProp: 'label' }}
            options={titles.map(({ name, title }) => ({
              value: name,
              label: title.replaceAll(/\{\w+\}/gu, '…'),
            }))}
          />
        </Form.Item>
        <Form.Item name={['serves', 'urgentOnly']} label={t('urgentOnly')} valuePropName="checked">
          <Switch aria-label={t('urgentOnly')} />
        </Form.Item>
      </fieldset>
      <Form.Item name="fields" label={t('leaves')} extra={t('leavesHint')}>
        <Checkbox.Group options={leaving.map((value) => ({ value, label: t(leavingWord(value)) }))} />
      </Form.Item>
      <div className="admin-pair">
        <Form.Item name="language" label={t('language')}>
          <Select
            aria-label={t('language')}
            options={languages.map((value) => ({ value, label: languageNames[value] }))}
          />
        </Form.Item>
        <Form.Item name="active" label={t('active')} valuePropName="checked" extra={t('activeHint')}>
          <Switch aria-label={t('active')} />
        </Form.Item>
      </div>
    </EditDrawer>
  );
};
