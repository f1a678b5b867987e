import { Button, Space } from 'antd';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useWords } from '../../i18n.js';
import { absoluteTime } from '../../time.js';

/** §2.1.7: the number and the expected response time, to be told to the reporter. */
export const Filed = ({
  no,
  expectedResponseAt,
  next,
}: {
  readonly no: string;
  readonly expectedResponseAt: string | null;
  readonly next: () => void;
}) => {
  const t = useWords('intake');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const at = expectedResponseAt === null ? '—' : absoluteTime(expectedResponseAt).slice(0, 16);
  return (
    <section className="filed" role="status">
      <p>{t('filed')}</p>
      <p className="number">{no}</p>
      <p>
        {t('expected')} <strong>{at}</strong>
      </p>
      <p className="script">{t('filedScript', { no, at })}</p>
      <Space wrap>
        <Button type="primary" size="large" ref={button} onClick={next}>
          {t('nextCall')}
        </Button>
        <Link href={`/t/${no}`}>{t('openTicket')} →</Link>
      </Space>
    </section>
  );
};
