import { Alert, App, Button, Checkbox, Drawer, Table, Upload } from 'antd';
import { useState } from 'react';
import { usePost } from '../../../api/admin.js';
import { useNames } from '../../../api/queries.js';
import { rosterPaths } from '../../../api/roster.js';
import { useWords } from '../../../i18n.js';
import { ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useDoing } from '../../../parts/form/use-doing.js';
import { useUnsaved, useWayOut } from '../../../shell/leave-guard.js';
import { absoluteTime } from '../../../time.js';

interface Preview {
  readonly shifts: readonly {
    readonly group: string;
    readonly person: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly faults: readonly { readonly line: number; readonly detail: string }[];
}
interface Sheet {
  readonly format: 'csv' | 'xlsx';
  readonly content: string;
}

const sheetOf = async (file: File): Promise<Sheet> => {
  if (!file.name.toLowerCase().endsWith('.xlsx')) return { format: 'csv', content: await file.text() };
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCodePoint(byte);
  return { format: 'xlsx', content: btoa(text) };
};

/** Shifts from a sheet, looked at before they are taken over; all of them or none. */
export const RosterImport = ({ close }: { readonly close: () => void }) => {
  const t = useWords('roster');
  const common = useWords('common');
  const names = useNames();
  const { message } = App.useApp();
  const post = usePost();
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [replaces, setReplaces] = useState(false);
  const { doing, isBusy, problem } = useDoing();
  useUnsaved(sheet !== null);
  const leave = useWayOut(close);
  const look = async (file: File): Promise<void> =>
    await doing(async () => {
      setPreview(null);
      const chosen = await sheetOf(file);
      setSheet(chosen);
      setPreview(await post<Preview>('/api/roster/preview', chosen));
    });
  const apply = async (): Promise<void> =>
    await doing(async () => {
      await post('/api/roster/import', { ...sheet, replace: replaces }, { refresh: rosterPaths });
      void message.success(t('imported', { n: preview?.shifts.length ?? 0 }));
      close();
    });
  const isFit = preview !== null && preview.faults.length === 0 && preview.shifts.length > 0;
  return (
    <Drawer
      open
      size={640}
      title={t('importSheet')}
      onClose={leave}
      footer={
        <div className="edit-buttons">
          <Button onClick={leave}>{common('cancel')}</Button>
          <Button type="primary" disabled={!isFit} loading={isBusy} onClick={() => void apply()}>
            {t('doImport')}
          </Button>
        </div>
      }
    >
      <p className="hint">{t('importHint')}</p>
      <Upload
        accept=".csv,.xlsx"
        showUploadList={false}
        beforeUpload={(file) => {
          void look(file);
          return false;
        }}
      >
        <Button loading={isBusy}>{t('chooseSheet')}</Button>
      </Upload>
      <p>
        <Checkbox checked={replaces} onChange={({ target }) => setReplaces(target.checked)}>
          {t('replace')}
        </Checkbox>
      </p>
      {problem !== null && <ProblemAlert problem={problem} />}
      {preview !== null && preview.faults.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={t('faults', { n: preview.faults.length })}
          description={
            <ul className="problem-list">
              {preview.faults.slice(0, 30).map(({ line, detail }, at) => (
                <li key={at}>
                  {t('line', { n: line })}：{detail}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {preview !== null && (
        <>
          <p>{t('found', { n: preview.shifts.length })}</p>
          <Table
            size="small"
            rowKey={({ group, person, from }) => `${group} ${person} ${from}`}
            dataSource={[...preview.shifts]}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            scroll={{ x: 480 }}
            columns={[
              { title: t('group'), render: (_, { group }) => names.group(group) },
              { title: t('person'), render: (_, { person }) => names.person(person) },
              { title: t('from'), render: (_, { from }) => absoluteTime(from).slice(0, 16) },
              { title: t('to'), render: (_, { to }) => absoluteTime(to).slice(0, 16) },
            ]}
          />
        </>
      )}
    </Drawer>
  );
};
