import { App, Button, Empty, Input, Select, Spin, Table } from 'antd';
import { useState } from 'react';
import { ticketTypes, typeLabels, type TicketType } from '../../../../../domain/words.js';
import { useMay, usePost } from '../../../api/admin.js';
import { useGet, useGroups } from '../../../api/queries.js';
import { useLabel, useLanguage, useWords } from '../../../i18n.js';
import { ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useDoing } from '../../../parts/form/use-doing.js';
import { useUnsaved } from '../../../shell/leave-guard.js';
import { RoutingTry } from './routing-try.js';

export interface Rule {
  readonly type: TicketType | null;
  readonly words: readonly string[];
  readonly department: string | null;
  readonly group: string;
}
interface Routing {
  readonly rules: readonly Rule[];
  readonly version: number;
}

/** Where new tickets go: rules in order, edited as a whole, and what would happen to a ticket. */
export const RoutingSection = () => {
  const routing = useGet<Routing>('/api/routing').data;
  return (
    <>
      {routing === undefined ? (
        <Spin className="admin-wait" />
      ) : (
        <Rules key={routing.version} routing={routing} />
      )}
      <RoutingTry />
    </>
  );
};

const Rules = ({ routing }: { readonly routing: Routing }) => {
  const t = useWords('routing');
  const common = useWords('common');
  const label = useLabel();
  const { language } = useLanguage();
  const { message } = App.useApp();
  const post = usePost();
  const mayEdit = useMay('admin');
  const groups = useGroups().data?.groups ?? [];
  const [rules, setRules] = useState(routing.rules);
  const { doing, isBusy, problem } = useDoing();
  const isChanged = rules !== routing.rules;
  useUnsaved(isChanged);
  const set = (at: number, change: Partial<Rule>): void =>
    setRules(rules.map((rule, i) => (i === at ? { ...rule, ...change } : rule)));
  const move = (at: number, by: 1 | -1): void => {
    const next = [...rules];
    const [taken] = next.splice(at, 1);
    if (taken !== undefined) next.splice(at + by, 0, taken);
    setRules(next);
  };
  const save = async (): Promise<void> =>
    await doing(async () => {
      await post('/api/routing', { rules }, { version: routing.version, refresh: ['/api/routing'] });
      void message.success(common('saved'));
    });
  /** What is wrong with a rule, said at the rule. */
  const wrongOf = (at: number): readonly string[] =>
    (problem?.errors ?? [])
      .filter(({ pointer }) => pointer.startsWith(`/rules/${at}/`))
      .map(({ detail }) => detail);
  return (
    <>
      <div className="admin-bar">
        <span className="grow hint">{t('hint')}</span>
        {mayEdit && (
          <>
            <Button
              onClick={() =>
                setRules([...rules, { type: null, words: [], department: null, group: groups[0]?.id ?? '' }])
              }
            >
              {t('add')}
            </Button>
            <Button disabled={!isChanged} onClick={() => setRules(routing.rules)}>
              {t('undo')}
            </Button>
            <Button type="primary" disabled={!isChanged} loading={isBusy} onClick={() => void save()}>
              {common('save')}
            </Button>
          </>
        )}
      </div>
      {problem !== null && (
        <ProblemAlert problem={problem} isAtField={(pointer) => /^\/rules\/\d+\//u.test(pointer)} />
      )}
      <Table
        size="small"
        rowKey={(rule) => rules.indexOf(rule)}
        dataSource={[...rules]}
        pagination={false}
        scroll={{ x: 820 }}
        locale={{ emptyText: <Empty description={t('empty')} /> }}
        columns={[
          { title: t('order'), width: 56, render: (_, __, at) => at + 1 },
          {
            title: t('type'),
            width: 150,
            render: (_, { type }, at) => (
              <Select
                allowClear
                disabled={!mayEdit}
                aria-label={t('type')}
                placeholder={t('any')}
                style={{ width: '100%' }}
                value={type}
                options={ticketTypes.map((value) => ({ value, label: label(typeLabels[value]) }))}
                onChange={(value: TicketType | undefined) => set(at, { type: value ?? null })}
              />
            ),
          },
          {
            title: t('words'),
            render: (_, { words }, at) => (
              <Select
                mode="tags"
                disabled={!mayEdit}
                aria-label={t('words')}
                placeholder={t('any')}
                style={{ width: '100%' }}
                value={[...words]}
                onChange={(value: string[]) => set(at, { words: value })}
              />
            ),
          },
          {
            title: t('department'),
            width: 140,
            render: (_, { department }, at) => (
              <Input
                disabled={!mayEdit}
                aria-label={t('department')}
                placeholder={t('any')}
                maxLength={80}
                value={department ?? ''}
                onChange={({ target }) => set(at, { department: target.value === '' ? null : target.value })}
              />
            ),
          },
          {
            title: t('group'),
            width: 160,
            render: (_, { group }, at) => (
              <>
                <Select
                  disabled={!mayEdit}
                  aria-label={t('group')}
                  style={{ width: '100%' }}
                  value={group}
                  options={groups.map(({ id, name }) => ({ value: id, label: name[language] }))}
                  onChange={(value: string) => set(at, { group: value })}
                />
                {wrongOf(at).map((detail) => (
                  <div key={detail} className="admin-error">
                    {detail}
                  </div>
                ))}
              </>
            ),
          },
          ...(mayEdit
            ? [
                {
                  title: '',
                  width: 120,
                  render: (_: unknown, __: Rule, at: number) => (
                    <>
                      <Button
                        size="small"
                        aria-label={t('up')}
                        disabled={at === 0}
                        onClick={() => move(at, -1)}
                      >
                        ↑
                      </Button>{' '}
                      <Button
                        size="small"
                        aria-label={t('down')}
                        disabled={at === rules.length - 1}
                        onClick={() => move(at, 1)}
                      >
                        ↓
                      </Button>{' '}
                      <Button
                        size="small"
                        danger
                        aria-label={t('remove')}
                        onClick={() => setRules(rules.filter((_rule, i) => i !== at))}
                      >
                        ×
                      </Button>
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
};
