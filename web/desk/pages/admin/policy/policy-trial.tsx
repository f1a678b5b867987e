import { Alert, App, Button, Input, InputNumber, Modal, Progress, Segmented, Table, Tag } from 'antd';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useMay, usePost } from '../../../api/admin.js';
import { ProblemError } from '../../../api/client.js';
import { policyPaths, type Policy, type Trial, type TrialTicket } from '../../../api/policy.js';
import { useAsk } from '../../../api/queries.js';
import type { Problem } from '../../../api/types.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useDoing } from '../../../parts/form/use-doing.js';
import { absoluteTime } from '../../../time.js';
import { nameOf } from './policy-form.js';

type Tried = { readonly version: number } | { readonly policy: () => Policy | null };

const effects = [
  'moves',
  'becomes-late',
  'stops',
  'runs-again',
  'no-longer-late',
  'would-be-missed',
  'would-not-be-missed',
  'missed-either-way',
] as const;
type Effect = (typeof effects)[number];
const tones: Readonly<Record<Effect, string>> = {
  moves: 'blue',
  'becomes-late': 'red',
  stops: 'gold',
  'runs-again': 'cyan',
  'no-longer-late': 'green',
  'would-be-missed': 'red',
  'would-not-be-missed': 'green',
  'missed-either-way': 'default',
};
const usualDays = 30;
const pollMs = 700;

/** A policy tried on the tickets that are open, or on those of the last days; nothing is changed by it. */
export const PolicyTrial = ({
  tried,
  refused,
}: {
  readonly tried: Tried;
  readonly refused?: (problem: Problem) => void;
}) => {
  const t = useWords('policy');
  const common = useWords('common');
  const { message } = App.useApp();
  const post = usePost();
  const [kind, setKind] = useState<'dry-run' | 'replay'>('dry-run');
  const [days, setDays] = useState(usualDays);
  const [id, setId] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    const what = 'version' in tried ? tried : { policy: tried.policy() };
    if ('policy' in what && what.policy === null) return;
    setBusy(true);
    setProblem(null);
    setId(null);
    try {
      const { trial } = await post<{ trial: Trial }>(
        `/api/policy/${kind}`,
        kind === 'replay' ? { ...what, days } : what,
      );
      setId(trial.id);
    } catch (error) {
      if (!(error instanceof ProblemError)) void message.error(common('failed'));
      else if (refused === undefined) setProblem(error.problem);
      else refused(error.problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <h2>{'version' in tried ? t('tryVersion', { version: tried.version }) : t('tryDraft')}</h2>
      <div className="admin-bar">
        <Segmented
          value={kind}
          aria-label={t('try')}
          options={[
            { value: 'dry-run' as const, label: t('dryRun') },
            { value: 'replay' as const, label: t('replay') },
          ]}
          onChange={setKind}
        />
        {kind === 'replay' && (
          <InputNumber
            min={1}
            max={400}
            value={days}
            aria-label={t('days')}
            suffix={t('days')}
            style={{ width: 110 }}
            onChange={(value) => setDays(value ?? usualDays)}
          />
        )}
        <Button type="primary" loading={isBusy} onClick={() => void run()}>
          {t('run')}
        </Button>
        <span className="hint">{t(kind === 'replay' ? 'replayHint' : 'dryRunHint')}</span>
      </div>
      {problem !== null && <ProblemAlert problem={problem} />}
      {id !== null && <TrialResult id={id} version={'version' in tried ? tried.version : null} />}
    </>
  );
};

interface TrialPage {
  readonly trial: Trial;
  readonly tickets: readonly TrialTicket[];
  readonly next: string | null;
}

const TrialResult = ({ id, version }: { readonly id: string; readonly version: number | null }) => {
  const t = useWords('policy');
  const { language } = useLanguage();
  const asks = useAsk();
  const trial = useQuery({
    queryKey: ['trial', id],
    queryFn: async ({ signal }) =>
      (await asks<TrialPage>(`/api/policy/trials/${id}?limit=1`, { signal })).trial,
    // Also where the API is away for a while: the trial goes on when it is back.
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.state === 'running' ? pollMs : false,
  }).data;
  if (trial === undefined) return null;
  const percent = trial.total === 0 ? 100 : Math.round((trial.done / trial.total) * 100);
  if (trial.state === 'running') return <Progress percent={percent} aria-label={t('run')} />;
  if (trial.state === 'failed') return <Alert type="error" showIcon title={t('trialFailed')} />;
  const { byDuty = {}, tickets = 0 } = trial.counts;
  const counted = effects.filter((effect) => Number(trial.counts[effect] ?? 0) > 0);
  return (
    <>
      <Alert
        className="admin-note"
        type={tickets === 0 ? 'success' : 'info'}
        showIcon
        title={
          tickets === 0
            ? t('nothingChanges', { n: trial.done })
            : t('ticketsChange', { n: tickets, of: trial.done })
        }
        description={counted.map((effect) => (
          <Tag key={effect} color={tones[effect]}>
            {t(`effect-${effect}`)} {Number(trial.counts[effect])}
          </Tag>
        ))}
      />
      {counted.length > 0 && (
        <Table
          size="small"
          rowKey={([duty]) => duty}
          dataSource={Object.entries(byDuty)}
          pagination={false}
          scroll={{ x: 480 }}
          columns={[
            { title: t('duty'), render: (_, [duty]) => nameOf(duty, language) },
            ...counted.map((effect) => ({
              title: t(`effect-${effect}`),
              align: 'end' as const,
              render: (_: unknown, [, of]: [string, Readonly<Record<string, number>>]) => of[effect] ?? 0,
            })),
          ]}
        />
      )}
      {tickets > 0 && <TrialTickets id={id} />}
      {version !== null && trial.kind === 'dry-run' && tickets > 0 && (
        <StartRollOut version={version} trial={id} tickets={tickets} />
      )}
    </>
  );
};

const TrialTickets = ({ id }: { readonly id: string }) => {
  const t = useWords('policy');
  const common = useWords('common');
  const { language } = useLanguage();
  const asks = useAsk();
  const found = useInfiniteQuery({
    queryKey: ['trial', id, 'tickets'],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) =>
      await asks<TrialPage>(
        `/api/policy/trials/${id}?limit=100${pageParam === '' ? '' : `&cursor=${pageParam}`}`,
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
  const rows = found.data?.pages.flatMap(({ tickets }) => tickets) ?? [];
  const time = (at: string | null | undefined): string =>
    at === null || at === undefined ? t('standsStill') : absoluteTime(at).slice(5, 16);
  return (
    <>
      <h2>{t('tickets')}</h2>
      <Table
        size="small"
        rowKey="no"
        loading={found.isLoading}
        dataSource={[...rows]}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 560 }}
        columns={[
          { title: t('ticket'), width: 150, render: (_, { no }) => <Link href={`/t/${no}`}>{no}</Link> },
          {
            title: t('changes'),
            render: (_, { changes }) =>
              changes.map(({ duty, nth, effect, from, to, dueAt }) => (
                <div key={`${duty} ${nth} ${effect}`}>
                  {nameOf(duty, language)} <EffectTag effect={effect} />{' '}
                  {from === undefined ? time(dueAt) : `${time(from)} → ${time(to)}`}
                </div>
              )),
          },
        ]}
      />
      {found.hasNextPage && (
        <Button type="link" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {common('more')}
        </Button>
      )}
    </>
  );
};

const EffectTag = ({ effect }: { readonly effect: string }) => {
  const t = useWords('policy');
  const known = effects.find((one) => one === effect);
  return known === undefined ? <Tag>{effect}</Tag> : <Tag color={tones[known]}>{t(`effect-${known}`)}</Tag>;
};

const StartRollOut = ({
  version,
  trial,
  tickets,
}: {
  readonly version: number;
  readonly trial: string;
  readonly tickets: number;
}) => {
  const t = useWords('policy');
  const post = usePost();
  const { message } = App.useApp();
  const mayEdit = useMay('supervisor');
  const [reason, setReason] = useState<string | null>(null);
  const { doing, isBusy, problem } = useDoing();
  if (!mayEdit) return null;
  const start = async (): Promise<void> =>
    await doing(async () => {
      await post(
        '/api/policy/roll-outs',
        { version, trial, reason: reason?.trim() },
        { refresh: policyPaths },
      );
      void message.success(t('rollOutStarted'));
      setReason(null);
    });
  return (
    <p>
      <Button type="primary" onClick={() => setReason('')}>
        {t('rollOut', { n: tickets })}
      </Button>
      <Modal
        open={reason !== null}
        title={t('rollOut', { n: tickets })}
        onCancel={() => setReason(null)}
        onOk={() => void start()}
        okButtonProps={{ disabled: reason?.trim() === '', loading: isBusy }}
      >
        <p>{t('rollOutHint', { version })}</p>
        <Input
          value={reason ?? ''}
          maxLength={200}
          placeholder={t('reason')}
          aria-label={t('reason')}
          onChange={({ target }) => setReason(target.value)}
        />
        {problem !== null && <ProblemAlert problem={problem} />}
      </Modal>
    </p>
  );
};
