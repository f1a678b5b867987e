import { Spin, Tag } from 'antd';
import { Link } from 'wouter';
import type { RollOutTicket } from '../../../api/policy.js';
import { useGet } from '../../../api/queries.js';
import { useWords } from '../../../i18n.js';

const colours = { waiting: 'default', applied: 'green', refused: 'red' } as const;
const reasons = ['ended', 'not-permitted', 'not-allowed-now'] as const;
const order = ['refused', 'waiting', 'applied'];

/** What became of each ticket of a roll-out, those refused first and why. */
export const RollOutTickets = ({ id }: { readonly id: string }) => {
  const t = useWords('policy');
  const found = useGet<{ tickets: readonly RollOutTicket[] }>(`/api/policy/roll-outs/${id}`);
  if (found.data === undefined) return <Spin />;
  const why = (reason: string): string => {
    const known = reasons.find((one) => one === reason);
    return known === undefined ? reason : t(`why-${known}`);
  };
  return (
    <>
      <p className="hint">{t('rollOutTickets')}</p>
      <ul className="admin-plain">
        {found.data.tickets
          .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
          .map(({ no, from, to, state, reason }) => (
            <li key={no}>
              <span>
                <Link href={`/t/${no}`}>{no}</Link>{' '}
                <span className="hint">
                  {from} → {to}
                </span>{' '}
                {reason !== null && why(reason)}
              </span>
              <Tag color={colours[state]}>{t(`ticket-${state}`)}</Tag>
            </li>
          ))}
      </ul>
    </>
  );
};
