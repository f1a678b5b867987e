import { Button } from 'antd';
import type { TemplateVariable } from '../../../../../domain/templates.js';
import type { WordKey } from '../../../../words/words.js';
import { useWords } from '../../../i18n.js';

/** Only the mail with a survey carries its secret link. */
const secret: TemplateVariable = 'surveyLink';

/** What a text may name in braces; those of the built-in text first. */
export const VariableList = ({
  variables,
  usual,
  insert,
}: {
  readonly variables: readonly string[];
  /** The built-in text. */
  readonly usual: string;
  readonly insert: (name: string) => void;
}) => {
  const t = useWords('templates');
  const isUsual = (name: string): boolean => usual.includes(`{${name}}`);
  const list = (title: string, names: readonly string[]) =>
    names.length > 0 && (
      <div className="template-variables">
        <span className="hint">{title}</span>
        {names.map((name) => (
          <Button key={name} size="small" onClick={() => insert(name)}>
            <code>{`{${name}}`}</code> {t(`var-${name}` as WordKey<'templates'>)}
          </Button>
        ))}
      </div>
    );
  return (
    <fieldset className="admin-set">
      <legend>{t('variables')}</legend>
      <p className="hint">{t('variablesHint')}</p>
      {list(t('usual'), variables.filter(isUsual))}
      {list(
        t('others'),
        variables.filter((name) => !isUsual(name) && name !== secret),
      )}
    </fieldset>
  );
};
