import { useQuery } from '@tanstack/react-query';
import { Badge, Button } from 'antd';
import { useAsk, useNames } from '../../api/queries.js';
import { useWords } from '../../i18n.js';
import { CrossIcon } from '../../shell/icons.js';
import type { View } from './views.js';

interface ViewListProps {
  readonly views: readonly View[];
  readonly chosen: string;
  readonly choose: (view: View) => void;
  readonly remove: (id: string) => void;
}

/** Views with how many tickets stand in each. */
export const ViewList = ({ views, chosen, choose, remove }: ViewListProps) => {
  const t = useWords('queue');
  const counts = useCounts(views);
  return (
    <nav className="views" aria-label={t('views')}>
      {views.map((view) => (
        <div key={view.id} className={view.id === chosen ? 'view chosen' : 'view'}>
          <button type="button" aria-current={view.id === chosen} onClick={() => choose(view)}>
            <Title view={view} />
            <Count view={view} counts={counts} />
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

interface Counts {
  readonly counts: Readonly<Record<string, number>>;
  readonly most: number;
}

/** All views in one request; ended tickets are only ever more, and nobody waits for their number. */
const useCounts = (views: readonly View[]): Counts | undefined => {
  const asks = useAsk();
  const counted = Object.fromEntries(
    views
      .filter(({ filters }) => filters.open !== 'false')
      .map(({ id, filters: { sort: _sort, ...filters } }) => [id, filters]),
  );
  return useQuery({
    queryKey: ['get', '/api/tickets?counts', JSON.stringify(counted)],
    queryFn: async () =>
      await asks<Counts>('/api/tickets/counts', { method: 'POST', body: { views: counted } }),
    enabled: Object.keys(counted).length > 0,
  }).data;
};

const Count = ({ view, counts }: { readonly view: View; readonly counts: Counts | undefined }) => {
  const count = counts?.counts[view.id];
  if (counts === undefined || count === undefined) return null;
  const isAlarming = view.id === 'urgent' || view.id === 'overdue';
  return (
    <Badge
      count={count >= counts.most ? `${count}+` : count}
      overflowCount={counts.most}
      showZero
      color={isAlarming && count > 0 ? '#a8071a' : '#595959'}
    />
  );
};
