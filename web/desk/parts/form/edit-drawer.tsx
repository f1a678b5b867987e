import { Alert, App, Button, Drawer, Form, type FormInstance } from 'antd';
import { useState, type ReactNode } from 'react';
import { ProblemError } from '../../api/client.js';
import type { Problem } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { useUnsaved, useWayOut } from '../../shell/leave-guard.js';
import './edit-drawer.css';

interface EditDrawerProps<Values extends object> {
  readonly title: string;
  readonly initial: Partial<Values>;
  readonly close: () => void;
  /** Sends what was typed; a refusal (ProblemError) is shown at its fields and nothing typed is lost. */
  readonly save: (values: Values) => Promise<unknown>;
  readonly children: ReactNode | ((form: FormInstance<Values>) => ReactNode);
  readonly saveWord?: string;
  readonly isReadOnly?: boolean;
  /** What stands below the form and is no part of it. */
  readonly below?: ReactNode;
  readonly width?: number;
}

/** A form at the side: errors at their fields, and a question before what was typed is thrown away. */
export const EditDrawer = <Values extends object>({
  title,
  initial,
  close,
  save,
  children,
  saveWord,
  isReadOnly = false,
  below,
  width = 520,
}: EditDrawerProps<Values>) => {
  const t = useWords('common');
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isTouched, setTouched] = useState(false);
  useUnsaved(isTouched);
  const leave = useWayOut(close);
  const submit = async (values: Values): Promise<void> => {
    setBusy(true);
    try {
      await save(values);
      setTouched(false);
      void message.success(t('saved'));
      close();
    } catch (error) {
      const refused = error instanceof ProblemError ? error.problem : null;
      setProblem(refused ?? { title: t('failed'), status: 0, detail: '', code: 'no-answer', errors: [] });
      form.setFields(
        (refused?.errors ?? []).map(({ pointer, detail }) => ({
          name: pathOf(pointer) as never,
          errors: [detail],
        })),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      size={width}
      title={title}
      onClose={leave}
      className="edit-drawer"
      footer={
        isReadOnly ? null : (
          <div className="edit-buttons">
            <Button onClick={leave}>{t('cancel')}</Button>
            <Button type="primary" loading={isBusy} onClick={() => form.submit()}>
              {saveWord ?? t('save')}
            </Button>
          </div>
        )
      }
    >
      <Form<Values>
        form={form}
        layout="vertical"
        disabled={isReadOnly}
        initialValues={initial}
        onValuesChange={() => setTouched(true)}
        onFinish={(values) => void submit(values)}
        scrollToFirstError
      >
        {typeof children === 'function' ? children(form) : children}
        {problem !== null && (
          <ProblemAlert problem={problem} isAtField={(pointer) => isShown(form, pointer)} />
        )}
      </Form>
      {below}
    </Drawer>
  );
};

/** A pointer as antd names the field: indexes are numbers. */
export const pathOf = (pointer: string): readonly (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/u.test(part) ? Number(part) : part));

const isShown = (form: FormInstance, pointer: string): boolean => {
  const path = pathOf(pointer);
  return path.length > 0 && form.getFieldInstance([...path]) !== undefined;
};

/** A refusal in words; what is not shown at a field is listed. */
export const ProblemAlert = ({
  problem,
  isAtField = () => false,
}: {
  readonly problem: Problem;
  readonly isAtField?: (pointer: string) => boolean;
}) => {
  const rest = problem.errors.filter(({ pointer }) => !isAtField(pointer));
  return (
    <Alert
      type={problem.code === 'stale-version' ? 'warning' : 'error'}
      showIcon
      title={problem.title}
      description={
        <>
          {problem.detail !== problem.title && problem.detail}
          {rest.length > 0 && (
            <ul className="problem-list">
              {rest.slice(0, 20).map(({ pointer, detail }, at) => (
                <li key={at}>
                  {pointer !== '' && <code>{pointer}</code>} {detail}
                </li>
              ))}
            </ul>
          )}
        </>
      }
    />
  );
};
