import { Alert, App, Button, Modal, Table, Tag, Upload } from 'antd';
import { useState } from 'react';
import { ProblemError } from '../../api/client.js';
import { useImportArticles, type FileOutcome } from '../../api/knowledge.js';
import { useWords } from '../../i18n.js';

const looks = {
  create: { colour: 'green', word: 'willCreate' },
  change: { colour: 'blue', word: 'willChange' },
  same: { colour: 'default', word: 'willSame' },
  refuse: { colour: 'red', word: 'willRefuse' },
} as const;

/** Files are looked at first; all of them are imported, or none. */
export const ImportDialog = ({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) => {
  const t = useWords('kb');
  const common = useWords('common');
  const { message } = App.useApp();
  const importing = useImportArticles();
  const [file, setFile] = useState<File | null>(null);
  const [files, setFiles] = useState<readonly FileOutcome[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (chosen: File, isPreview: boolean): Promise<void> => {
    setProblem(null);
    try {
      const outcome = await importing.mutateAsync({ file: chosen, isPreview });
      setFiles(outcome.files);
      if (isPreview) setFile(chosen);
      else if (!outcome.isRefused) {
        void message.success(t('importDone'));
        leave();
      }
    } catch (error) {
      setFiles([]);
      setFile(null);
      setProblem(error instanceof ProblemError ? error.problem.detail : common('failed'));
    }
  };
  const leave = (): void => {
    setFile(null);
    setFiles([]);
    setProblem(null);
    close();
  };
  const hasWrong = files.some(({ does }) => does === 'refuse');
  const toDo = files.filter(({ does }) => does === 'create' || does === 'change').length;
  return (
    <Modal
      open={isOpen}
      title={t('importTitle')}
      onCancel={leave}
      width={720}
      okText={t('importDo', { n: toDo })}
      okButtonProps={{ disabled: file === null || hasWrong || toDo === 0, loading: importing.isPending }}
      onOk={() => file !== null && void send(file, false)}
      destroyOnHidden
    >
      <p>{t('importHint')}</p>
      <Upload
        accept=".md,.markdown,.zip"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(chosen: File) => {
          void send(chosen, true);
          return false;
        }}
      >
        <Button loading={importing.isPending}>{t('importChoose')}</Button> {file?.name}
      </Upload>
      {problem !== null && <Alert type="error" showIcon title={problem} />}
      {hasWrong && <Alert type="error" showIcon title={t('importRefused')} />}
      {file !== null && !hasWrong && toDo === 0 && <Alert type="info" showIcon title={t('importNothing')} />}
      {files.length > 0 && (
        <Table<FileOutcome>
          size="small"
          rowKey="file"
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          className="import-files"
          dataSource={[...files]}
          columns={[
            { title: t('file'), dataIndex: 'file', ellipsis: true },
            {
              title: t('articleTitle'),
              render: (_, { id, title }) => `${id ?? ''} ${title ?? ''}`,
            },
            {
              title: t('outcome'),
              render: (_, { does, errors }) => (
                <>
                  <Tag color={looks[does].colour}>{t(looks[does].word)}</Tag>
                  {errors.map(({ field, detail }) => (
                    <div key={field}>
                      {field}：{detail}
                    </div>
                  ))}
                </>
              ),
            },
          ]}
        />
      )}
    </Modal>
  );
};
