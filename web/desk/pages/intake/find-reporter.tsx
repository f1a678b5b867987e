import { AutoComplete, Form, Input } from 'antd';
import { useState } from 'react';
import { useReporters, type Reporter } from '../../api/intake.js';
import { useWords } from '../../i18n.js';

/** The reporter by a few digits or letters; Enter takes the first. */
export const FindReporter = ({ choose }: { readonly choose: (reporter: Reporter) => void }) => {
  const t = useWords('intake');
  const [typed, setTyped] = useState('');
  const found = useReporters(typed);
  const reporters = typed.trim() === '' ? [] : (found?.reporters ?? []);
  return (
    <Form.Item label={t('find')} htmlFor="intake-find">
      <AutoComplete
        id="intake-find"
        value={typed}
        defaultActiveFirstOption
        showSearch={{ onSearch: setTyped }}
        options={reporters.map(({ id, name, department, extension, staffNumber }) => ({
          value: id,
          label: [name, department, extension, staffNumber].filter(Boolean).join(' · '),
        }))}
        notFoundContent={
          typed.trim().length < 2 ? null : found === undefined ? t('searching') : t('findNone')
        }
        onSelect={(id: string) => {
          const chosen = reporters.find((one) => one.id === id);
          if (chosen === undefined) return;
          setTyped('');
          choose(chosen);
        }}
      >
        <Input placeholder={t('findHint')} />
      </AutoComplete>
    </Form.Item>
  );
};
