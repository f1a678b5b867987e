import { Empty, Spin, Table } from 'antd';
import { useDifference, type Difference } from '../../../api/policy.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { placeOf, shownValue } from './policy-form.js';

/** What differs between two versions. */
export const DifferenceList = ({ from, to }: { readonly from: number; readonly to: number }) => {
  const t = useWords('policy');
  const found = useDifference(from, to);
  return (
    <>
      <h2>{t('difference', { from, to })}</h2>
      {found.data === undefined ? <Spin /> : <Differences differences={found.data.differences} />}
    </>
  );
};

export const Differences = ({ differences }: { readonly differences: readonly Difference[] }) => {
  const t = useWords('policy');
  const { language } = useLanguage();
  return (
    <Table
      size="small"
      rowKey="pointer"
      dataSource={[...differences]}
      pagination={false}
      scroll={{ x: 480 }}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('same')} /> }}
      columns={[
        { title: t('place'), render: (_, { pointer }) => placeOf(pointer, language) },
        { title: t('before'), render: (_, { from }) => <del>{shownValue(from, language)}</del> },
        { title: t('after'), render: (_, { to }) => <ins>{shownValue(to, language)}</ins> },
      ]}
    />
  );
};
