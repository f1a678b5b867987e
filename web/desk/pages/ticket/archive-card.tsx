import { Alert, Card } from 'antd';
import { isFinal, type Stage } from '../../../../domain/words.js';
import { bundlePath, useBundles } from '../../api/archive.js';
import { useWords } from '../../i18n.js';
import { absoluteTime } from '../../time.js';

/** Of a ticket that has ended: its signed bundles to download (§2.5.2). */
export const ArchiveCard = ({ no, stage }: { readonly no: string; readonly stage: Stage }) => {
  const t = useWords('archive');
  const found = useBundles(isFinal(stage) ? no : null).data;
  if (found === undefined) return null;
  const { bundles, pending } = found;
  return (
    <Card size="small" title={t('title')}>
      {pending !== null && (
        <Alert
          type={pending.trouble === null ? 'info' : 'warning'}
          showIcon
          title={
            pending.trouble === null
              ? t(bundles.length === 0 ? 'pending' : 'pendingNext')
              : t('trouble', { why: pending.trouble, n: pending.attempts })
          }
        />
      )}
      <ul className="articles">
        {bundles.map(({ bundle, madeAt, files, size, sha256, withdrawn }) => (
          <li key={bundle} title={`SHA-256 ${sha256}`}>
            {withdrawn === null ? (
              <a href={bundlePath(no, bundle)} download>
                {t('bundle', { n: bundle })}
              </a>
            ) : (
              <span>{t('bundle', { n: bundle })}</span>
            )}{' '}
            <span className="hint">
              {withdrawn === null
                ? `${absoluteTime(madeAt)} · ${t('contents', { files, size: sizeWords(size) })}`
                : t(withdrawn.why === 'retention' ? 'withdrawn-retention' : 'withdrawn-erasure')}
            </span>
          </li>
        ))}
      </ul>
      {bundles.length > 0 && <span className="hint">{t('verify')}</span>}
    </Card>
  );
};

const sizeWords = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
