import { Button, Empty, Table, type TableColumnsType } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAsk } from '../../../api/queries.js';
import { useLanguage, useWords } from '../../../i18n.js';

interface Row {
  readonly id: number;
}

/** A book, newest first, a page at a time. */
export const LogTable = <Kept extends Row>({
  path,
  list,
  columns,
  details,
}: {
  /** With its filters, without the cursor. */
  readonly path: string;
  /** The name of the list in the answer. */
  readonly list: string;
  readonly columns: TableColumnsType<Kept>;
  readonly details?: (row: Kept) => ReactNode;
}) => {
  const t = useWords('admin');
  const common = useWords('common');
  const { language } = useLanguage();
  const asks = useAsk();
  const found = useInfiniteQuery({
    queryKey: ['get', path, language, 'pages'],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) =>
      await asks<Readonly<Record<string, unknown>> & { readonly next: string | null }>(
        `${path}${pageParam === '' ? '' : `&cursor=${pageParam}`}`,
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
  const rows = found.data?.pages.flatMap((page) => page[list] as readonly Kept[]) ?? [];
  return (
    <>
      <Table<Kept>
        size="small"
        rowKey="id"
        loading={found.isLoading}
        dataSource={[...rows]}
        columns={columns}
        pagination={false}
        scroll={{ x: 720 }}
        {...(details === undefined ? {} : { expandable: { expandedRowRender: details } })}
        locale={{ emptyText: <Empty description={t('noEntry')} /> }}
      />
      {found.hasNextPage && (
        <Button type="link" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {common('more')}
        </Button>
      )}
    </>
  );
};
