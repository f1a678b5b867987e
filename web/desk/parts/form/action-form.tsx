import { Alert, Button, Form, Typography } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ProblemError } from '../../api/client.js';
import { useAct } from '../../api/queries.js';
import type { OfferedAction, Problem } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { useUnsaved } from '../../shell/leave-guard.js';
import { EntryLine } from '../entry-line.js';
import { cleaned } from './fields.js';
import { Field } from './field.js';
import './action-form.css';

interface ActionFormProps {
  readonly no: string;
  readonly action: OfferedAction;
  /** The version that the reader looks at. */
  readonly version: number;
  /** What is filled in when the form opens. */
  readonly prefilled?: Readonly<Record<string, unknown>>;
  readonly done: (isOnItsWay: boolean) => void;
  readonly cancel?: () => void;
}

/** The form of one offered action, made from what the API says of its input; kept through every refusal. */
export const ActionForm = ({ no, action, version, prefilled, done, cancel }: ActionFormProps) => {
  const t = useWords('common');
  const tt = useWords('ticket');
  const act = useAct();
  const [form] = Form.useForm();
  const [problem, setProblem] = useState<Problem | null>(null);
  // The version under which the form was opened: what came since then is shown before it is overwritten.
  const [seen, setSeen] = useState(version);
  const key = useRef(crypto.randomUUID());
  const [isTouched, setTouched] = useState(false);
  const release = useUnsaved(isTouched);
  useEffect(() => {
    form.resetFields();
    setProblem(null);
    setTouched(false);
    setSeen(version);
    // Only another action begins anew; a ticket that moves on must not clear what was typed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [action.action, no]);
  const isStale = problem?.code === 'stale-version';

  const submit = async (against: number): Promise<void> => {
    const values: unknown = await form.validateFields().catch(() => null);
    if (values === null) return;
    try {
      const ticket = await act.mutateAsync({
        no,
        action: action.action,
        input: cleaned({ ...action.input, type: 'object' }, values) ?? {},
        version: against,
        key: key.current,
      });
      setTouched(false);
      release();
      done(ticket === null);
    } catch (error) {
      key.current = crypto.randomUUID();
      if (!(error instanceof ProblemError)) {
        setProblem(noAnswer(t('failed')));
        return;
      }
      const refused = error.problem;
      setProblem(refused);
      if (refused.code === 'stale-version' && refused.version !== undefined) setSeen(refused.version);
      form.setFields(
        refused.errors.map(({ pointer, detail, clause }) => ({
          name: pointer.split('/').slice(1),
          errors: [clause === null ? detail : `${detail} (${clause})`],
        })),
      );
    }
  };
  const schema = useMemo(() => ({ ...action.input, type: action.input.type ?? 'object' }), [action]);
  return (
    <Form
      form={form}
      {...(prefilled === undefined ? {} : { initialValues: prefilled })}
      layout="vertical"
      className="action-form"
      name={`${no}-${action.action}`}
      onValuesChange={() => setTouched(true)}
      onFinish={() => void submit(seen)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit();
      }}
    >
      <Field schema={schema} path={[]} isRequired />
      {problem !== null && (
        <Alert
          type={isStale ? 'warning' : 'error'}
          showIcon
          title={isStale ? tt('conflict') : problem.title}
          description={
            isStale ? (
              <>
                <Typography.Paragraph>{tt('conflictHint')}</Typography.Paragraph>
                {problem.changes?.map((entry) => (
                  <EntryLine key={entry.seq} entry={entry} />
                ))}
              </>
            ) : (
              `${problem.detail}${problem.clause === undefined ? '' : ` (${problem.clause})`}`
            )
          }
        />
      )}
      <div className="buttons">
        {cancel !== undefined && <Button onClick={cancel}>{t('cancel')}</Button>}
        <Button type="primary" htmlType="submit" loading={act.isPending}>
          {isStale ? tt('conflictSubmit') : action.title}
        </Button>
      </div>
    </Form>
  );
};

const noAnswer = (title: string): Problem => ({
  title,
  status: 0,
  detail: '',
  code: 'no-answer',
  errors: [],
});
