import { Alert, App, Button, Drawer, Input, InputNumber, Segmented, Table } from 'antd';
import { useState } from 'react';
import { usePost } from '../../../api/admin.js';
import { usePolicies, policyPaths } from '../../../api/policy.js';
import type { Problem } from '../../../api/types.js';
import { useWords } from '../../../i18n.js';
import { ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useDoing } from '../../../parts/form/use-doing.js';
import { useUnsaved, useWayOut } from '../../../shell/leave-guard.js';

type Format = 'text' | 'csv' | 'json';
interface Preview {
  readonly year: number;
  readonly changes: readonly { readonly date: string; readonly from: Kind; readonly to: Kind }[];
  readonly warnings: readonly string[];
}
interface Kind {
  readonly kind: 'workday' | 'weekend' | 'holiday' | 'make-up-workday';
  readonly name?: string;
}

/** A year's notice, looked at day by day before it becomes a new version of the policy. */
export const CalendarImport = ({ close }: { readonly close: () => void }) => {
  const t = useWords('calendars');
  const common = useWords('common');
  const { message } = App.useApp();
  const post = usePost();
  const newest = usePolicies().data?.policies[0]?.version;
  const [format, setFormat] = useState<Format>('text');
  const [content, setContent] = useState('');
  const [year, setYear] = useState<number | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { doing, isBusy, problem } = useDoing<Problem & { readonly warnings?: readonly string[] }>();
  useUnsaved(content !== '');
  const leave = useWayOut(close);
  const body = { format, content, ...(year === null ? {} : { year }) };
  const look = async (): Promise<void> =>
    await doing(async () => {
      setPreview(null);
      setPreview(await post<Preview>('/api/calendars/preview', body));
    });
  const apply = async (): Promise<void> =>
    await doing(async () => {
      const { version } = await post<{ version: number }>('/api/calendars/apply', body, {
        version: newest,
        refresh: policyPaths,
      });
      void message.success(t('applied', { version }));
      close();
    });
  const kind = ({ kind: of, name = '' }: Kind): string => `${t(`kind-${of}`)} ${name}`.trim();
  return (
    <Drawer
      open
      size={640}
      title={t('import')}
      onClose={leave}
      footer={
        <div className="edit-buttons">
          <Button onClick={leave}>{common('cancel')}</Button>
          <Button disabled={content.trim() === ''} loading={isBusy} onClick={() => void look()}>
            {t('preview')}
          </Button>
          <Button type="primary" disabled={preview === null} loading={isBusy} onClick={() => void apply()}>
            {t('apply')}
          </Button>
        </div>
      }
    >
      <p className="hint">{t('importHint')}</p>
      <div className="admin-bar">
        <Segmented
          value={format}
          aria-label={t('format')}
          options={(['text', 'csv', 'json'] as const).map((value) => ({
            value,
            label: t(`format-${value}`),
          }))}
          onChange={(next) => {
            setFormat(next);
            setPreview(null);
          }}
        />
        <InputNumber
          min={1990}
          max={2099}
          placeholder={t('year')}
          aria-label={t('year')}
          value={year}
          onChange={(next) => {
            setYear(next);
            setPreview(null);
          }}
        />
      </div>
      <Input.TextArea
        value={content}
        aria-label={t('content')}
        placeholder={t(`example-${format}`)}
        autoSize={{ minRows: 8, maxRows: 20 }}
        className="admin-paste"
        onChange={({ target }) => {
          setContent(target.value);
          setPreview(null);
        }}
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      {[...(preview?.warnings ?? []), ...(problem?.warnings ?? [])].map((warning) => (
        <Alert key={warning} className="admin-note" type="warning" showIcon title={warning} />
      ))}
      {preview !== null && (
        <>
          <p>{t('changes', { year: preview.year, n: preview.changes.length })}</p>
          <Table
            size="small"
            rowKey="date"
            dataSource={[...preview.changes]}
            pagination={false}
            columns={[
              { title: t('date'), dataIndex: 'date' },
              { title: t('before'), render: (_, { from }) => kind(from) },
              { title: t('after'), render: (_, { to }) => kind(to) },
            ]}
          />
        </>
      )}
    </Drawer>
  );
};
