import { Alert, App, Button, Form, Input, Segmented, Spin } from 'antd';
import { useMemo, useState } from 'react';
import { usePost } from '../../../api/admin.js';
import { ProblemError } from '../../../api/client.js';
import { policyPaths, type Difference, type Policy } from '../../../api/policy.js';
import type { FormSchema, Problem } from '../../../api/types.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { pathOf, ProblemAlert } from '../../../parts/form/edit-drawer.js';
import { useUnsaved } from '../../../shell/leave-guard.js';
import { Differences } from './difference-list.js';
import { PolicyFields } from './policy-fields.js';
import { formOf, fromForm, toForm } from './policy-form.js';
import { PolicyTrial } from './policy-trial.js';

interface EditorProps {
  readonly base: Policy;
  readonly newest: number;
  readonly schema: FormSchema;
  /** The version that was made, or null for none. */
  readonly done: (version: number | null) => void;
}

/** A version edited into the next one, as a form or as JSON; tried before it is published. */
export const PolicyEditor = ({ base, newest, schema, done }: EditorProps) => {
  const t = useWords('policy');
  const common = useWords('common');
  const { language } = useLanguage();
  const { message } = App.useApp();
  const post = usePost();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [json, setJson] = useState<string | null>(null);
  const [problem, setProblem] = useState<(Problem & { readonly changes?: unknown }) | null>(null);
  const [isTouched, setTouched] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const fields = useMemo(() => formOf(schema, language), [schema, language]);
  useUnsaved(isTouched);
  const typed = (): Policy =>
    fromForm(form.getFieldsValue(true) as Record<string, unknown>, {
      schema: fields,
      base,
      version: newest + 1,
    });
  /** The policy as it stands on the page; null where the JSON cannot be read. */
  const draft = (): Policy | null => {
    if (json === null) return typed();
    try {
      return { ...(JSON.parse(json) as Policy), calendar: base['calendar'], version: newest + 1 };
    } catch {
      void message.error(t('badJson'));
      return null;
    }
  };
  const switchTo = (view: 'form' | 'json'): void => {
    if (view === 'json') {
      const { calendar: _calendar, version: _version, ...rest } = typed();
      setJson(JSON.stringify(rest, null, 2));
      return;
    }
    const policy = draft();
    if (policy === null) return;
    // Each part as a whole: what the JSON has no more must not stay behind.
    const next = toForm(policy);
    for (const name of Object.keys(fields.properties ?? {})) form.setFieldValue(name, next[name]);
    setJson(null);
  };
  const refuse = (refused: Problem): void => {
    setProblem(refused);
    form.setFields(
      refused.errors.map(({ pointer, detail }) => ({
        // In the request the policy stands one level deeper than in the form.
        name: pathOf(pointer).slice(1) as never,
        errors: [detail],
      })),
    );
  };
  const publish = async (active: boolean): Promise<void> => {
    const policy = draft();
    if (policy === null) return;
    setBusy(true);
    setProblem(null);
    try {
      await post('/api/policy', { policy, active }, { version: base.version, refresh: policyPaths });
      void message.success(common('saved'));
      setTouched(false);
      // The guard lets go with the next drawing.
      window.setTimeout(() => done(policy.version));
    } catch (error) {
      if (error instanceof ProblemError) refuse(error.problem);
      else void message.error(common('failed'));
    } finally {
      setBusy(false);
    }
  };
  const changes =
    problem?.code === 'stale-version' ? (problem.changes as unknown as readonly Difference[]) : [];
  return (
    <>
      <div className="admin-bar policy-bar">
        <strong>{t('editing', { base: base.version, next: newest + 1 })}</strong>
        <Segmented
          value={json === null ? 'form' : 'json'}
          aria-label={t('view')}
          options={[
            { value: 'form' as const, label: t('asForm') },
            { value: 'json' as const, label: t('asJson') },
          ]}
          onChange={switchTo}
        />
        <span className="grow" />
        <Button onClick={() => done(null)}>{common('cancel')}</Button>
        <Button loading={isBusy} onClick={() => void publish(false)}>
          {t('saveOnly')}
        </Button>
        <Button type="primary" loading={isBusy} onClick={() => void publish(true)}>
          {t('publish')}
        </Button>
      </div>
      <p className="hint">{t('spanHint')}</p>
      {problem !== null && (
        <ProblemAlert
          problem={problem}
          isAtField={(pointer) =>
            json === null && form.getFieldInstance(pathOf(pointer).slice(1)) !== undefined
          }
        />
      )}
      {changes.length > 0 && <Differences differences={changes} />}
      {base.version < newest && (
        <Alert className="admin-note" type="warning" showIcon title={t('notNewest', { newest })} />
      )}
      {json !== null && (
        <Input.TextArea
          className="admin-code"
          aria-label={t('asJson')}
          value={json}
          autoSize={{ minRows: 16, maxRows: 40 }}
          spellCheck={false}
          onChange={({ target }) => {
            setJson(target.value);
            setTouched(true);
          }}
        />
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={toForm(base)}
        hidden={json !== null}
        className="policy-form"
        onValuesChange={() => setTouched(true)}
        scrollToFirstError
      >
        {fields.properties === undefined ? <Spin /> : <PolicyFields schema={fields} path={[]} />}
      </Form>
      <PolicyTrial tried={{ policy: draft }} refused={refuse} />
    </>
  );
};
