import { Select } from 'antd';

/** One filter of a list: its title until something is chosen; nothing chosen is ''. */
export const Choice = ({
  title,
  value,
  options,
  choose,
}: {
  readonly title: string;
  readonly value: string | undefined;
  readonly options: { readonly value: string; readonly label: string }[];
  readonly choose: (value: string) => void;
}) => (
  <Select
    allowClear
    showSearch={{ optionFilterProp: 'label' }}
    placeholder={title}
    aria-label={title}
    style={{ minWidth: 120 }}
    value={value ?? null}
    options={options}
    onChange={(next: string | null | undefined) => choose(next ?? '')}
  />
);
