import { Button, Result } from 'antd';
import { Link } from 'wouter';
import { useWords } from '../i18n.js';

export const NotFound = () => {
  const t = useWords('common');
  return (
    <Result
      status="404"
      title={t('notFound')}
      subTitle={t('notFoundHint')}
      extra={
        <Link href="/">
          <Button type="primary">{t('backToQueue')}</Button>
        </Link>
      }
    />
  );
};
