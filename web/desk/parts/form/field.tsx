import { Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import { useState } from 'react';
import type { FormSchema } from '../../api/types.js';
import { useWords } from '../../i18n.js';
import { chosenVariant, controlOf, discriminatorOf, variantsOf } from './fields.js';
import { MomentPicker } from './moment-picker.js';
import { ReferenceSelect } from './reference-select.js';

type Path = readonly string[];

interface FieldProps {
  readonly schema: FormSchema;
  readonly path: Path;
  readonly isRequired: boolean;
}

/** Chooses with radio buttons up to this many values. */
const fewValues = 4;
const longestList = 20;

/** One field of an action's form, whatever its schema is. */
export const Field = (props: FieldProps) => {
  const { schema, path, isRequired } = props;
  const t = useWords('common');
  const control = controlOf(schema);
  if (control === 'fixed') return null;
  if (control === 'variants') return <Variants {...props} />;
  if (control === 'group')
    return isRequired ? <Fields schema={schema} path={path} /> : <Optional {...props} />;
  const title = schema.title ?? path.at(-1) ?? '';
  return (
    <Form.Item
      name={[...path]}
      label={title}
      rules={isRequired ? [{ required: true, message: `${title}：${t('required')}` }] : []}
      {...(control === 'yes-no' ? { valuePropName: 'checked' } : {})}
      {...(schema.default === undefined ? {} : { initialValue: schema.default })}
      {...(control === 'yes-no' && isRequired ? { initialValue: true } : {})}
    >
      <Input_ schema={schema} control={control} title={title} />
    </Form.Item>
  );
};

const Input_ = ({
  schema,
  control,
  title,
  ...bound
}: {
  readonly schema: FormSchema;
  readonly control: ReturnType<typeof controlOf>;
  readonly title: string;
}) => {
  const labels = schema['x-labels'] ?? {};
  if (schema['x-refers'] !== undefined)
    return <ReferenceSelect refers={schema['x-refers']} title={title} {...bound} />;
  switch (control) {
    case 'yes-no':
      return <Switch aria-label={title} {...bound} />;
    case 'choice': {
      const options = (schema.enum ?? []).map((value) => ({
        value: value as string,
        label: labels[String(value)] ?? String(value),
      }));
      return options.length <= fewValues ? (
        <Radio.Group options={options} optionType="button" {...bound} />
      ) : (
        <Select options={options} aria-label={title} {...bound} />
      );
    }
    case 'number':
      return schema.maximum === 5 && schema.minimum === 1 ? (
        <Radio.Group options={[1, 2, 3, 4, 5]} optionType="button" {...bound} />
      ) : (
        <InputNumber {...bound} />
      );
    case 'time':
      return <MomentPicker {...bound} />;
    case 'list':
      return schema.items?.enum === undefined ? (
        <Select mode="tags" maxCount={schema.maxItems ?? longestList} aria-label={title} {...bound} />
      ) : (
        <Select
          mode="multiple"
          aria-label={title}
          options={schema.items.enum.map((value) => ({
            value: value as string,
            label: schema.items?.['x-labels']?.[String(value)] ?? String(value),
          }))}
          {...bound}
        />
      );
    case 'line':
      return (
        <Input {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })} {...bound} />
      );
    case 'text':
    case 'fixed':
    case 'variants':
    case 'group':
      return (
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 12 }}
          {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })}
          {...bound}
        />
      );
  }
};

/** All fields of an object. */
export const Fields = ({ schema, path }: { readonly schema: FormSchema; readonly path: Path }) => (
  <>
    {Object.entries(schema.properties ?? {}).map(([name, field]) => (
      <Field
        key={name}
        schema={field}
        path={[...path, name]}
        isRequired={schema.required?.includes(name) === true}
      />
    ))}
  </>
);

/** A part that may be left out whole. */
const Optional = ({ schema, path }: FieldProps) => {
  const t = useWords('common');
  const form = Form.useFormInstance();
  const [isOpen, setOpen] = useState(() => form.getFieldValue([...path]) !== undefined);
  return (
    <fieldset className="part">
      <legend>
        <label>
          <Switch
            size="small"
            checked={isOpen}
            onChange={(open) => {
              setOpen(open);
              if (!open) form.setFieldValue([...path], undefined);
            }}
          />{' '}
          {schema.title} <span className="hint">{t('optional')}</span>
        </label>
      </legend>
      {isOpen && <Fields schema={schema} path={path} />}
    </fieldset>
  );
};

/** One of several shapes, told apart by a fixed field. */
const Variants = ({ schema, path }: FieldProps) => {
  const variants = variantsOf(schema);
  const name = discriminatorOf(variants);
  const form = Form.useFormInstance();
  const value: unknown = Form.useWatch([...path], { form, preserve: true });
  const whole: unknown = Form.useWatch([], form);
  if (name === null) return <Fields schema={variants[0] ?? {}} path={path} />;
  const field = variants[0]?.properties?.[name];
  const options = variants.map((variant) => {
    const own = variant.properties?.[name];
    return {
      value: own?.const as string,
      label: own?.['x-labels']?.[String(own.const)] ?? String(own?.const),
    };
  });
  const chosen = chosenVariant(schema, path.length === 0 ? whole : value);
  return (
    <>
      <Form.Item name={[...path, name]} label={field?.title ?? name} initialValue={options[0]?.value}>
        <Radio.Group options={options} optionType="button" />
      </Form.Item>
      <Fields schema={chosen} path={path} />
    </>
  );
};
