import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Result, Skeleton } from 'antd';
import { ProblemError } from '../api/client.js';
import { useWords } from '../i18n.js';
import { NotFound } from '../shell/not-found.js';

type Found = Pick<UseQueryResult, 'data' | 'error' | 'isError' | 'refetch'>;

/** There is no such thing, or no longer for this reader; a connection that is lost takes nothing away. */
export const isGone = ({ error }: Found): boolean =>
  error instanceof ProblemError && error.problem.status === 404;

/** In place of what has not been read: that it is on its way, that there is none, or that it could not be read. */
export const Unread = ({ found }: { readonly found: Found }) => {
  const t = useWords('common');
  if (isGone(found)) return <NotFound />;
  if (!found.isError) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <Result
      status="error"
      title={t('failed')}
      extra={<Button onClick={() => void found.refetch()}>{t('retry')}</Button>}
    />
  );
};
