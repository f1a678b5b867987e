import { Empty, Menu, Spin } from 'antd';
import { Suspense } from 'react';
import { useLocation } from 'wouter';
import { useMe } from '../../api/queries.js';
import { useWords } from '../../i18n.js';
import type { PageProps } from '../../pages.js';
import { sections } from './sections.js';
import './admin-page.css';

/** The administration: a list of its parts at the side, and one of them. */
export const AdminPage = ({ params }: PageProps) => {
  const t = useWords('admin');
  const common = useWords('common');
  const [, go] = useLocation();
  const me = useMe().data;
  const mine = sections.filter(({ for: roles }) => me?.roles.some((role) => roles.includes(role)));
  const shown = params['section'] === undefined ? mine[0] : mine.find(({ id }) => id === params['section']);
  return (
    <div className="admin">
      <nav aria-label={common('administration')} className="admin-list">
        <Menu
          mode="inline"
          selectedKeys={shown === undefined ? [] : [shown.id]}
          items={mine.map(({ id, word }) => ({ key: id, label: t(word) }))}
          onClick={({ key }) => go(`/admin/${key}`)}
        />
      </nav>
      <div className="admin-choice">
        <label>
          <span className="hint">{common('administration')}</span>
          <select value={shown?.id ?? ''} onChange={({ target }) => go(`/admin/${target.value}`)}>
            {mine.map(({ id, word }) => (
              <option key={id} value={id}>
                {t(word)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <section
        aria-label={shown === undefined ? common('administration') : t(shown.word)}
        className="admin-part"
      >
        {shown === undefined ? (
          <Empty description={common('notFound')} />
        ) : (
          <>
            <h1>{t(shown.word)}</h1>
            <Suspense fallback={<Spin className="admin-wait" />}>
              <shown.Section key={shown.id} />
            </Suspense>
          </>
        )}
      </section>
    </div>
  );
};
