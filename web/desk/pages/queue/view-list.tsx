import { Badge, Button } from 'antd';
import { useGet, useNames } from '../../api/queries.js';
import { useWords } from '../../i18n.js';
import { CrossIcon } from '../../shell/icons.js';
import { queryOf, type View } from './views.js';

interface ViewListProps {
  readonly views: readonly View[];
  readonly chosen: string;
  readonly choose: (view: View) => void;
  readonly remove: (id: string) => void;
}

/** Views with how many tickets stand in each. */
export const ViewList = ({ views, chosen, choose, remove }: ViewListProps) => {
  const t = useWords('queue');
  return (
    <nav className="views" aria-label={t('views')}>
      {views.map((view) => (
        <div key={view.id} className={view.id === chosen ? 'view chosen' : 'view'}>
          <button type="button" aria-current={view.id === chosen} onClick={() => choose(view)}>
            <Title view={view} />
            <Count view={view} />
          </button>
          {'name' in view.title && (
            <Button
              type="text"
              size="small"
              aria-label={`${t('deleteView')} ${view.title.name}`}
              icon={<CrossIcon />}
              onClick={() => remove(view.id)}
            />
          )}
        </div>
      ))}
    </nav>
  );
};

const Title = ({ view }: { readonly view: View }) => {
  const t = useWords('queue');
  const names = useNames();
  if ('name' in view.title) return <span>{view.title.name}</span>;
  const { group } = view.filters;
  return (
    <span>
      {view.title.word === 'group' && group !== undefined ? names.group(group) : t(view.title.word)}
    </span>
  );
};

/** Ended tickets are only ever more: nobody waits for their number. */
const Count = ({ view }: { readonly view: View }) => {
  const { sort: _sort, ...filters } = view.filters;
  const isCounted = filters.open !== 'false';
  const found = useGet<{ count: number; isCapped: boolean }>(
    isCounted ? `/api/tickets/count?${queryOf(filters)}` : null,
  ).data;
  if (found === undefined) return null;
  const isAlarming = view.id === 'urgent' || view.id === 'overdue';
  return (
    <Badge
      count={found.isCapped ? `${found.count}+` : found.count}
      showZero
      color={isAlarming && found.count > 0 ? '#a8071a' : '#595959'}
    />
  );
};
