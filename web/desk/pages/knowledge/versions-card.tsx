import { App, Button, Card, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import {
  useChangeArticle,
  useVersion,
  useVersions,
  type Article,
  type ArticleVersion,
} from '../../api/knowledge.js';
import { ProblemError } from '../../api/client.js';
import { useWords } from '../../i18n.js';
import { Time } from '../../parts/time.js';
import { Difference } from './difference.js';

const changeWords = {
  created: 'created',
  changed: 'changed',
  published: 'publishedChange',
  retired: 'retiredChange',
  reviewed: 'reviewed',
  restored: 'restoredChange',
  imported: 'imported',
} as const;
const mostShown = 8;

/** Every change with who made it; writers see what changed and may go back to it. */
export const VersionsCard = ({
  article,
  mayWrite,
}: {
  readonly article: Article;
  readonly mayWrite: boolean;
}) => {
  const t = useWords('kb');
  const common = useWords('common');
  const versions = useVersions(article.id).data?.versions;
  const [shown, setShown] = useState(mostShown);
  const [asked, setAsked] = useState<ArticleVersion | null>(null);
  return (
    <Card size="small" title={t('versions')}>
      {versions === undefined && <Skeleton active />}
      <ul className="versions">
        {versions?.slice(0, shown).map((version) => (
          <li key={version.version}>
            <strong>{t('version', { n: version.version })}</strong>
            <span>{t(changeWords[version.change])}</span>
            <span className="hint">
              {version.by.name} <Time at={version.at} />
            </span>
            {mayWrite && (
              <Button type="link" size="small" onClick={() => setAsked(version)}>
                {t('compare')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(versions?.length ?? 0) > shown && (
        <Button type="link" onClick={() => setShown(Infinity)}>
          {common('more')}
        </Button>
      )}
      {asked !== null && <Compared article={article} asked={asked} close={() => setAsked(null)} />}
    </Card>
  );
};

interface ComparedProps {
  readonly article: Article;
  readonly asked: ArticleVersion;
  readonly close: () => void;
}

const Compared = ({ article, asked: { version }, close }: ComparedProps) => {
  const t = useWords('kb');
  const { message, modal } = App.useApp();
  const change = useChangeArticle();
  const after = useVersion(article.id, version).data?.version.body;
  const before = useVersion(article.id, version - 1).data?.version.body;
  const restore = async (): Promise<void> => {
    try {
      await change.mutateAsync({
        to: `/${article.id}/versions/${version}/restore`,
        version: article.version,
      });
      void message.success(t('restored'));
      close();
    } catch (error) {
      void message.error(error instanceof ProblemError ? error.problem.detail : String(error));
    }
  };
  return (
    <Modal
      open
      width={760}
      onCancel={close}
      title={
        version === 1
          ? `${t('version', { n: 1 })} · ${t('firstVersion')}`
          : t('compareWith', { from: version - 1, to: version })
      }
      footer={
        version !== article.version && (
          <Button
            loading={change.isPending}
            onClick={() =>
              void modal.confirm({
                title: t('restoreSure', { n: version }),
                onOk: async () => await restore(),
              })
            }
          >
            {t('restore')}
          </Button>
        )
      }
    >
      {after === undefined || (before === undefined && version > 1) ? (
        <Skeleton active />
      ) : (
        <Difference
          before={before ?? { ...after, title: '', symptoms: '', solution: '', tags: [] }}
          after={after}
        />
      )}
    </Modal>
  );
};
