import { Alert, App, Button, Drawer, Input, Table, Tag, Upload } from 'antd';
import { useState } from 'react';
import { usePost } from '../../../api/admin.js';
import { useWords } from '../../../i18n.js';
import { ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useDoing } from '../../../parts/form/use-doing.js';
import { useUnsaved, useWayOut } from '../../../shell/leave-guard.js';
import { useFieldWords } from '../field-words.js';

interface SheetRow {
  readonly line: number;
  readonly id: string;
  readonly change: 'add' | 'change' | 'none' | 'error';
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly { readonly column: string; readonly detail: string }[];
}
interface Preview {
  readonly rows: readonly SheetRow[];
  readonly hash: string;
  readonly fit: boolean;
}

const colors = { add: 'green', change: 'blue', none: 'default', error: 'red' } as const;
const example = 'id,name,department,staffNumber,email,roles\nsong,宋佳,市场部,,song@example.com,reporter\n';

/** People from a sheet: what each line would do is shown first, and exactly that is done or nothing. */
export const PeopleImport = ({ close }: { readonly close: () => void }) => {
  const t = useWords('admin');
  const common = useWords('common');
  const { message } = App.useApp();
  const post = usePost();
  const [csv, setCsv] = useState('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const { doing, isBusy, problem } = useDoing();
  useUnsaved(csv !== '' && csv !== example);
  const leave = useWayOut(close);
  const look = async (text: string): Promise<void> =>
    await doing(async () => setPreview(await post<Preview>('/api/people/import/preview', { csv: text })));
  const apply = async (): Promise<void> =>
    await doing(async () => {
      const { changed } = await post<{ changed: number }>(
        '/api/people/import/apply',
        { csv, hash: preview?.hash },
        { refresh: ['/api/people'] },
      );
      void message.success(t('imported', { n: changed }));
      close();
    });
  const counts = (['add', 'change', 'none', 'error'] as const).map(
    (change) => [change, preview?.rows.filter((row) => row.change === change).length ?? 0] as const,
  );
  return (
    <Drawer
      open
      size={760}
      title={t('importPeople')}
      onClose={leave}
      footer={
        <div className="edit-buttons">
          <Button onClick={leave}>{common('cancel')}</Button>
          <Button disabled={csv.trim() === ''} loading={isBusy} onClick={() => void look(csv)}>
            {t('preview')}
          </Button>
          <Button
            type="primary"
            loading={isBusy}
            disabled={preview === null || !preview.fit}
            onClick={() => void apply()}
          >
            {t('apply')}
          </Button>
        </div>
      }
    >
      <p className="hint">{t('importPeopleHint')}</p>
      <Upload
        accept=".csv,text/csv"
        showUploadList={false}
        beforeUpload={async (file) => {
          const text = await file.text();
          setCsv(text);
          await look(text);
          return false;
        }}
      >
        <Button>{t('chooseCsv')}</Button>
      </Upload>{' '}
      <Button type="link" onClick={() => setCsv(example)}>
        {t('example')}
      </Button>
      <Input.TextArea
        value={csv}
        aria-label={t('csv')}
        autoSize={{ minRows: 4, maxRows: 10 }}
        className="admin-code admin-paste"
        onChange={({ target }) => {
          setCsv(target.value);
          setPreview(null);
        }}
      />
      {problem !== null && <ProblemAlert problem={problem} />}
      {preview !== null && (
        <>
          <p className="admin-counts">
            {counts.map(([change, n]) => (
              <Tag key={change} color={colors[change]}>
                {t(`row-${change}`)} {n}
              </Tag>
            ))}
          </p>
          {!preview.fit && <Alert type="error" showIcon title={t('unfit')} className="admin-note" />}
          <Table
            size="small"
            rowKey="line"
            dataSource={[...preview.rows]}
            pagination={{ pageSize: 50, hideOnSinglePage: true }}
            scroll={{ x: 520 }}
            columns={[
              { title: t('line'), dataIndex: 'line', width: 64 },
              { title: t('id'), dataIndex: 'id', width: 110 },
              {
                title: t('change'),
                width: 90,
                render: (_, { change }) => <Tag color={colors[change]}>{t(`row-${change}`)}</Tag>,
              },
              { title: t('details'), render: (_, row) => <RowDetails row={row} /> },
            ]}
          />
        </>
      )}
    </Drawer>
  );
};

const isEmpty = (value: unknown): boolean => value === null || value === '' || value === false;

const RowDetails = ({ row: { before, after, errors, change } }: { readonly row: SheetRow }) => {
  const words = useFieldWords('person');
  const name = (field: string) => words.nameOf(field) ?? <code>{field}</code>;
  if (change === 'error')
    return (
      <>
        {errors.map(({ column, detail }, at) => (
          <div key={at} className="admin-error">
            {column !== '' && <strong>{name(column)}</strong>} {detail}
          </div>
        ))}
      </>
    );
  const fields = Object.keys(after ?? {}).filter(
    (field) =>
      JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]) &&
      // Of somebody new, what is empty says nothing.
      (change === 'change' || !isEmpty(after?.[field])),
  );
  return (
    <>
      {fields.map((field) => (
        <div key={field}>
          <span className="hint">{name(field)}</span>{' '}
          {change === 'change' && <s>{words.valueOf(field, before?.[field])}</s>}{' '}
          {words.valueOf(field, after?.[field])}
        </div>
      ))}
    </>
  );
};
