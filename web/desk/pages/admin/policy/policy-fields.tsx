import type { FormSchema } from '../../../api/types.js';
import { controlOf } from '../../../parts/form/fields.js';
import { Field } from '../../../parts/form/field.js';

/** All fields of a policy, a frame around each group. */
export const PolicyFields = ({
  schema,
  path,
}: {
  readonly schema: FormSchema;
  readonly path: readonly string[];
}) => (
  <div className="policy-fields">
    {Object.entries(schema.properties ?? {}).map(([name, field]) => {
      const isRequired = schema.required?.includes(name) === true;
      const here = [...path, name];
      const isGroup = controlOf(field) === 'group' && (isRequired || path.length === 0);
      return isGroup ? (
        <fieldset key={name} className="admin-set policy-set">
          <legend>{field.title}</legend>
          <PolicyFields schema={field} path={here} />
        </fieldset>
      ) : (
        <Field key={name} schema={field} path={here} isRequired={isRequired} />
      );
    })}
  </div>
);
