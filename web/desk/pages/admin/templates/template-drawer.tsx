import { Alert, App, Button, Form, Input, Popconfirm, type FormInstance } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { usePost } from '../../../api/admin.js';
import { ProblemError } from '../../../api/client.js';
import { templatesPath, type NoticeTemplate, type OwnText, type TemplateText } from '../../../api/notices.js';
import { useNames } from '../../../api/queries.js';
import type { Problem } from '../../../api/types.js';
import { useWords } from '../../../i18n.js';
import { EditDrawer, ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useDoing } from '../../../parts/form/use-doing.js';
import { absoluteTime } from '../../../time.js';
import { TemplatePreview } from './template-preview.js';
import { VariableList } from './variable-list.js';

type Typing = HTMLInputElement | HTMLTextAreaElement;

/** One text in one language: what it says, how it will read, and the way back to the built-in one. */
export const TemplateDrawer = ({
  text,
  title,
  variables,
  close,
}: {
  readonly text: NoticeTemplate;
  readonly title: string;
  readonly variables: readonly string[];
  readonly close: () => void;
}) => {
  const t = useWords('templates');
  const { message } = App.useApp();
  const names = useNames();
  const post = usePost();
  const { doing, isBusy, problem } = useDoing();
  // As they were when the drawer opened, or as a refused save has shown them.
  const [base, setBase] = useState({ version: text.version, own: text.own });
  const [isBehind, setBehind] = useState(false);
  const typedLast = useRef<Typing | null>(null);
  const path = `${templatesPath}/${text.notice}/${text.language}`;
  const conflictOf = (own: OwnText | null): string =>
    own === null ? t('conflictReverted') : t('conflict', { who: names.person(own.by) });
  const put = async (body: TemplateText | { readonly builtIn: true }): Promise<void> => {
    try {
      await post(path, body, { version: base.version, refresh: [templatesPath] });
    } catch (error) {
      const stale = error instanceof ProblemError ? staleOf(error.problem) : null;
      if (stale === null) throw error;
      setBase(stale);
      setBehind(true);
      const told = conflictOf(stale.own);
      throw new ProblemError({ ...stale.problem, title: told, detail: told });
    }
  };
  const revert = async (): Promise<void> =>
    await doing(async () => {
      await put({ builtIn: true });
      void message.success(t('reverted'));
      close();
    });
  const insert = (form: FormInstance, name: string): void => {
    const field = typedLast.current ?? areaOf(form);
    if (field === null) return;
    field.focus();
    field.setRangeText(`{${name}}`, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    // As if it were typed, so that the form knows of it.
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const needed = [{ required: true, whitespace: true, message: t('needed') }];
  const watch = {
    onFocus: ({ target }: { readonly target: Typing }) => {
      typedLast.current = target;
    },
  };
  const shown = text.own ?? text.builtIn;
  return (
    <EditDrawer<TemplateText>
      title={title}
      width={680}
      initial={{ subject: shown.subject, body: shown.body }}
      close={close}
      save={put}
      below={
        <>
          {problem !== null && <ProblemAlert problem={problem} />}
          <h3>{t('showBuiltIn')}</h3>
          <TextShown text={text.builtIn} />
          {base.own !== null && (
            <Popconfirm title={t('revertAsk')} onConfirm={() => void revert()}>
              <Button loading={isBusy}>{t('revert')}</Button>
            </Popconfirm>
          )}
        </>
      }
    >
      {(form) => (
        <>
          {isBehind && (
            <Conflict
              key={base.version}
              title={conflictOf(base.own)}
              theirs={base.own ?? text.builtIn}
              take={({ subject, body }) => form.setFieldsValue({ subject, body })}
            />
          )}
          {text.errors.length > 0 && (
            <Alert
              className="admin-note"
              type="warning"
              showIcon
              title={t('brokenHint')}
              description={text.errors.map(({ part, piece }) => (
                <div key={`${part} ${piece}`}>
                  {t(part)}：
                  {t(text.own?.[part].includes(piece) === true ? 'brokenPart' : 'brokenMissing', { piece })}
                </div>
              ))}
            />
          )}
          {text.own !== null && (
            <p className="hint">
              {t('changedBy', { who: names.person(text.own.by), at: absoluteTime(text.own.at).slice(0, 16) })}
            </p>
          )}
          <Form.Item name="subject" label={t('subject')} rules={needed}>
            <Input maxLength={200} {...watch} />
          </Form.Item>
          <Form.Item name="body" label={t('body')} rules={needed}>
            <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={4000} {...watch} />
          </Form.Item>
          <TemplatePreview path={`${path}/preview`} form={form} />
          <VariableList
            variables={variables}
            usual={`${text.builtIn.subject} ${text.builtIn.body}`}
            insert={(name) => insert(form, name)}
          />
        </>
      )}
    </EditDrawer>
  );
};

/** What stands there now, brought to where it is seen. */
const Conflict = ({
  title,
  theirs,
  take,
}: {
  readonly title: string;
  readonly theirs: TemplateText;
  readonly take: (text: TemplateText) => void;
}) => {
  const t = useWords('templates');
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <div ref={shown}>
      <Alert
        className="admin-note template-theirs"
        type="warning"
        showIcon
        title={title}
        description={
          <>
            <p>{t('conflictHint')}</p>
            <TextShown text={theirs} />
            <Button size="small" onClick={() => take(theirs)}>
              {t('takeTheirs')}
            </Button>
          </>
        }
      />
    </div>
  );
};

/** A text as it is kept, with its variables. */
const TextShown = ({ text: { subject, body } }: { readonly text: TemplateText }) => (
  <div className="template-text">
    <strong>{subject}</strong>
    <div>{body}</div>
  </div>
);

/** What stands there now, out of the refusal of a stale version; null for any other. */
const staleOf = (
  problem: Problem & { readonly now?: OwnText | null },
): { readonly problem: Problem; readonly version: number; readonly own: OwnText | null } | null =>
  problem.code === 'stale-version' && problem.version !== undefined
    ? { problem, version: problem.version, own: problem.now ?? null }
    : null;

const areaOf = (form: FormInstance): HTMLTextAreaElement | null => {
  const area = form.getFieldInstance('body') as
    | { readonly resizableTextArea?: { readonly textArea: HTMLTextAreaElement } }
    | undefined;
  return area?.resizableTextArea?.textArea ?? null;
};
