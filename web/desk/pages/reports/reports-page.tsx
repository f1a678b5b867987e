import { Alert, App, Button, Card, Empty, Grid, Skeleton, Space, Tabs, Typography } from 'antd';
import { lazy, Suspense } from 'react';
import type { FilledTable, ReportBody } from '../../../../domain/reports/answer.js';
import type { Chart } from '../../../../domain/reports/table.js';
import { ProblemError } from '../../api/client.js';
import { reportPath, useReport, useReports } from '../../api/reports.js';
import { useLabel, useLanguage, useWords } from '../../i18n.js';
import { useTheme } from '../../theme.js';
import { absoluteTime } from '../../time.js';
import { filterNames, periodAsked, useAsked, type Asked } from './asked.js';
import { Figures } from './figures.js';
import { ReportFilters } from './filters.js';
import './reports-page.css';

/** Tables with more columns stand alone in their row. */
const mostNarrow = 9;

// The figures are there before the library that draws them.
const ReportChart = lazy(async () => ({ default: (await import('./chart.js')).ReportChart }));

/** Every report as charts with their tables; report, period and filters stand in the address. */
export const ReportsPage = () => {
  const t = useWords('reports');
  const common = useWords('common');
  const label = useLabel();
  const { message } = App.useApp();
  const { asked, change } = useAsked();
  const listed = useReports().data?.reports;
  const report = listed?.find(({ name }) => name === asked.report)?.name ?? listed?.[0]?.name ?? 'duties';
  const filters = {
    ...periodAsked(asked),
    ...Object.fromEntries(filterNames.map((name) => [name, asked[name]])),
  };
  const path = reportPath(report, filters);
  const found = useReport(path);
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(location.href);
    void message.success(t('linkCopied'));
  };
  return (
    <div className="reports">
      <Tabs
        activeKey={report}
        onChange={(next) => change({ report: next })}
        items={(listed ?? []).map(({ name, title }) => ({ key: name, label: label(title) }))}
      />
      <div className="report-bar">
        <ReportFilters asked={asked} change={change} />
        <Space wrap>
          <Button onClick={() => void copy()}>{t('copyLink')}</Button>
          <Button type="primary" href={`${path}&format=xlsx`} download>
            {t('excel')}
          </Button>
        </Space>
      </div>
      {found.error !== null && (
        <Alert
          type="error"
          title={t('failed')}
          description={found.error instanceof ProblemError ? found.error.problem.detail : ''}
          action={<Button onClick={() => void found.refetch()}>{common('retry')}</Button>}
        />
      )}
      {found.isPending && <Skeleton active paragraph={{ rows: 12 }} />}
      {found.data !== undefined && <Shown body={found.data} asked={asked} change={change} />}
    </div>
  );
};

const Shown = ({
  body: { about, tables, names, madeAt },
  asked,
  change,
}: {
  readonly body: ReportBody;
  readonly asked: Asked;
  readonly change: (changes: Asked) => void;
}) => {
  const t = useWords('reports');
  const label = useLabel();
  const { language } = useLanguage();
  const { isDark } = useTheme();
  const isNarrow = Grid.useBreakpoint().md === false;
  const full = tables.filter(({ rows }) => rows.length > 0);
  const isNarrowed = filterNames.some((name) => (asked[name] ?? '') !== '');
  return (
    <>
      <Typography.Paragraph className="report-note">
        {label(about)} {t('madeAt', { at: absoluteTime(madeAt) })}
      </Typography.Paragraph>
      {full.length === 0 && (
        <Empty
          description={
            <>
              <strong>{t('empty')}</strong>
              <br />
              {t('emptyHint')}
            </>
          }
        >
          <Space wrap>
            <Button type="primary" onClick={() => change({ period: 'this-quarter', from: '', to: '' })}>
              {t('wholeQuarter')}
            </Button>
            {isNarrowed && (
              <Button onClick={() => change({ group: '', type: '', urgency: '', person: '' })}>
                {t('clear')}
              </Button>
            )}
          </Space>
        </Empty>
      )}
      <div className="report-tables">
        {full.map((table) => (
          <Card
            key={table.name}
            size="small"
            className={table.columns.length > mostNarrow ? 'report-wide' : ''}
            title={<h2>{label(table.title)}</h2>}
          >
            {table.note !== undefined && <p className="report-note">{label(table.note)}</p>}
            {isDrawn(table) && (
              <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height: 200 }} />}>
                <ReportChart
                  table={table}
                  names={names}
                  language={language}
                  isDark={isDark}
                  isNarrow={isNarrow}
                />
              </Suspense>
            )}
            <Figures table={table} names={names} language={language} />
          </Card>
        ))}
      </div>
    </>
  );
};

const isDrawn = (table: FilledTable): table is FilledTable & { readonly chart: Chart } =>
  table.chart !== undefined;
