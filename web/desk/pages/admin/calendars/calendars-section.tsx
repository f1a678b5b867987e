import { Alert, Button, Card, Spin, Tag } from 'antd';
import { useState } from 'react';
import { useMay } from '../../../api/admin.js';
import { useCalendars } from '../../../api/roster.js';
import { useLanguage, useWords } from '../../../i18n.js';
import { CalendarImport } from './calendar-import.js';

/** Working days, holidays and make-up days by year, and the import of a year's notice. */
export const CalendarsSection = () => {
  const t = useWords('calendars');
  const { language } = useLanguage();
  const mayEdit = useMay('admin', 'supervisor');
  const calendars = useCalendars();
  const [isOpen, setOpen] = useState(false);
  if (calendars.data === undefined) return <Spin className="admin-wait" />;
  const { years, warnings, policyVersion } = calendars.data;
  return (
    <>
      <div className="admin-bar">
        <span className="grow hint">{t('hint', { version: policyVersion })}</span>
        {mayEdit && (
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('import')}
          </Button>
        )}
      </div>
      {warnings.map(({ year, detail }) => (
        <Alert key={year} className="admin-note" type="warning" showIcon title={detail[language]} />
      ))}
      <div className="admin-cards">
        {years.toReversed().map(({ year, status, off, work, source }) => (
          <Card
            key={year}
            size="small"
            title={year}
            extra={<Tag color={status === 'announced' ? 'green' : 'orange'}>{t(status)}</Tag>}
          >
            <div>
              <strong>{t('off')}</strong>{' '}
              {off.map((text) => (
                <Tag key={text}>{text.replace('..', '–')}</Tag>
              ))}
            </div>
            <div>
              <strong>{t('work')}</strong>{' '}
              {work.length === 0 ? '—' : work.map((date) => <Tag key={date}>{date}</Tag>)}
            </div>
            <div className="hint">
              {t('source')}：{source}
            </div>
          </Card>
        ))}
      </div>
      {isOpen && <CalendarImport close={() => setOpen(false)} />}
    </>
  );
};
