import { Button, Form } from 'antd';
import { useState } from 'react';
import type { OfferedAction } from '../../api/types.js';
import { cleaned } from '../../parts/form/fields.js';
import { Field } from '../../parts/form/field.js';
import { useUnsaved } from '../../shell/leave-guard.js';

/** The input that all chosen tickets get. */
export const BulkForm = ({
  action,
  isBusy,
  run,
}: {
  readonly action: OfferedAction;
  readonly isBusy: boolean;
  readonly run: (input: unknown) => void;
}) => {
  const [form] = Form.useForm();
  const [isTouched, setTouched] = useState(false);
  useUnsaved(isTouched);
  const schema = { ...action.input, type: action.input.type ?? 'object' };
  return (
    <Form
      form={form}
      layout="vertical"
      className="action-form"
      onValuesChange={() => setTouched(true)}
      onFinish={(values: unknown) => run(cleaned(schema, values) ?? {})}
    >
      <Field schema={schema} path={[]} isRequired />
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {action.title}
        </Button>
      </div>
    </Form>
  );
};
