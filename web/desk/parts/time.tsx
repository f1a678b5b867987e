import { Tooltip } from 'antd';
import { absoluteTime, shortTime, useToday } from '../time.js';

/** A moment, short; the whole of it on hover and for readers of the page's source. */
export const Time = ({ at }: { readonly at: string | null }) => {
  const today = useToday();
  if (at === null) return <span>—</span>;
  return (
    <Tooltip title={`${absoluteTime(at)} (Asia/Shanghai)`}>
      <time dateTime={at}>{shortTime(at, today)}</time>
    </Tooltip>
  );
};
