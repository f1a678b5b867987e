import { Tooltip } from 'antd';
import { absoluteTime, shortTime, useNow } from '../time.js';

/** A moment, short; the whole of it on hover and for readers of the page's source. */
export const Time = ({ at }: { readonly at: string | null }) => {
  const now = useNow();
  if (at === null) return <span>—</span>;
  return (
    <Tooltip title={`${absoluteTime(at)} (Asia/Shanghai)`}>
      <time dateTime={at}>{shortTime(at, now)}</time>
    </Tooltip>
  );
};
