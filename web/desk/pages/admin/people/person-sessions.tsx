import { App, Button, Popconfirm } from 'antd';
import { ProblemError } from '../../../api/client.js';
import { usePost } from '../../../api/admin.js';
import { useGet } from '../../../api/queries.js';
import { useWords } from '../../../i18n.js';
import { Time } from '../../../parts/time.js';

interface Session {
  readonly id: string;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly agent?: string | null;
}
interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly seenAt: string | null;
}

/** How a person signs in, and where they are signed in now. */
export const PersonSessions = ({ id }: { readonly id: string }) => {
  const t = useWords('admin');
  const common = useWords('common');
  const { message } = App.useApp();
  const post = usePost();
  const sessions =
    useGet<{ sessions: readonly Session[] }>(`/api/people/${id}/sessions`).data?.sessions ?? [];
  const identities =
    useGet<{ identities: readonly Identity[] }>(`/api/people/${id}/identities`).data?.identities ?? [];
  const send = async (path: string, body: object): Promise<void> => {
    try {
      await post(`/api/people/${id}/${path}`, body, { refresh: [`/api/people/${id}/`] });
      void message.success(common('saved'));
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : common('failed'));
    }
  };
  return (
    <>
      <h3>{t('identities')}</h3>
      {identities.length === 0 && <p className="hint">{t('noIdentity')}</p>}
      <ul className="admin-plain">
        {identities.map(({ issuer, subject, seenAt }) => (
          <li key={`${issuer} ${subject}`}>
            <span>
              <code>{subject}</code> <span className="hint">{issuer}</span> · {t('lastSeen')}{' '}
              <Time at={seenAt} />
            </span>
            <Popconfirm
              title={t('unlinkAsk')}
              onConfirm={() => void send('identities/unlink', { issuer, subject })}
            >
              <Button size="small">{t('unlink')}</Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      <h3>{t('sessions')}</h3>
      {sessions.length === 0 && <p className="hint">{t('noSession')}</p>}
      <ul className="admin-plain">
        {sessions.map((session) => (
          <li key={session.id}>
            <span>
              {t('since')} <Time at={session.startedAt} /> · {t('lastSeen')} <Time at={session.seenAt} />
            </span>
            <Button size="small" onClick={() => void send('sessions/end', { id: session.id })}>
              {t('endSession')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
};
