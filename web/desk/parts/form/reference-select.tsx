import { AutoComplete, Input, Select } from 'antd';
import { useState } from 'react';
import { useGet, useGroups, usePeople } from '../../api/queries.js';
import type { FormSchema, Ticket } from '../../api/types.js';
import { useLanguage } from '../../i18n.js';

interface Bound {
  readonly title: string;
  readonly id?: string;
  readonly value?: string | number;
  readonly onChange?: (value: string | number | undefined) => void;
}

/** Chooses somebody or something that the desk knows. */
export const ReferenceSelect = ({
  refers,
  ...bound
}: Bound & { readonly refers: NonNullable<FormSchema['x-refers']> }) => {
  switch (refers) {
    case 'engineer':
      return <PersonSelect roles={['engineer', 'lead']} {...bound} />;
    case 'liaison':
      return <PersonSelect roles={['liaison', 'manager']} {...bound} />;
    case 'group':
      return <GroupSelect {...bound} />;
    case 'ticket':
      return <TicketSelect {...bound} />;
    case 'policy':
      return <PolicySelect {...bound} />;
    case 'article':
      return <ArticleSelect {...bound} />;
  }
};

const filterByLabel = (typed: string, option?: { readonly label?: string }): boolean =>
  (option?.label ?? '').toLowerCase().includes(typed.toLowerCase());

const PersonSelect = ({ roles, title, ...bound }: Bound & { readonly roles: readonly string[] }) => {
  const people = usePeople().data?.people ?? [];
  return (
    <Select
      showSearch={{ filterOption: filterByLabel }}
      allowClear
      aria-label={title}
      options={people
        .filter((person) => person.active && person.roles.some((role) => roles.includes(role)))
        .map(({ id, name, staffNumber, department }) => ({
          value: id,
          label: `${name} ${staffNumber ?? ''} · ${department}`,
        }))}
      {...bound}
    />
  );
};

const GroupSelect = ({ title, ...bound }: Bound) => {
  const { language } = useLanguage();
  const groups = useGroups().data?.groups ?? [];
  return (
    <Select
      allowClear
      aria-label={title}
      options={groups.map(({ id, name }) => ({ value: id, label: name[language] }))}
      {...bound}
    />
  );
};

const TicketSelect = ({ title, value, onChange, ...bound }: Bound) => {
  const [typed, setTyped] = useState('');
  const found = useGet<{ tickets: readonly Ticket[] }>(
    typed.length < 2 ? null : `/api/tickets?q=${encodeURIComponent(typed)}&sort=created&limit=8`,
  );
  return (
    <AutoComplete
      {...bound}
      {...(value === undefined ? {} : { value: String(value) })}
      aria-label={title}
      showSearch={{ onSearch: setTyped }}
      onChange={(next: string) => onChange?.(next)}
      options={(found.data?.tickets ?? []).map(({ no, description, reporter }) => ({
        value: no,
        label: `${no} · ${reporter.name} · ${description.symptom}`,
      }))}
    >
      <Input />
    </AutoComplete>
  );
};

const PolicySelect = ({ title, ...bound }: Bound) => {
  const policies = useGet<{ policies: readonly { version: number; name: string }[] }>('/api/policy');
  return (
    <Select
      aria-label={title}
      options={(policies.data?.policies ?? []).map(({ version, name }) => ({
        value: version,
        label: `${version} · ${name}`,
      }))}
      {...bound}
    />
  );
};

const ArticleSelect = ({ title, value, onChange, ...bound }: Bound) => {
  const [typed, setTyped] = useState('');
  const found = useGet<{
    articles: readonly { readonly article: { readonly id: string; readonly title: string } }[];
  }>(`/api/knowledge?limit=20${typed === '' ? '' : `&q=${encodeURIComponent(typed)}`}`);
  return (
    <Select
      {...bound}
      {...(value === undefined ? {} : { value })}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      aria-label={title}
      onChange={onChange ?? (() => undefined)}
      options={(found.data?.articles ?? []).map(({ article: { id, title: name } }) => ({
        value: id,
        label: `${id} · ${name}`,
      }))}
    />
  );
};
