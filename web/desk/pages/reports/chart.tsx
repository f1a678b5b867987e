import { useEffect, useRef } from 'react';
import { useWords } from '../../i18n.js';
import { chartOption, mostDrawn, type Drawing } from './chart-option.js';
import { init } from './echarts.js';

const rowHeight = 30;
const uprightHeight = 280;

/** One table as a picture; whoever does not see it reads the table. */
export const ReportChart = ({ table, names, language, isDark, isNarrow }: Drawing) => {
  const t = useWords('reports');
  const place = useRef<HTMLDivElement>(null);
  const isLying = table.chart.kind === 'bar';
  const drawn = Math.min(table.rows.length, mostDrawn);
  const grouped = isLying && table.chart.stacked === undefined ? table.chart.y.length * 0.6 : 1;
  const height = isLying ? 80 + drawn * rowHeight * Math.max(1, grouped) : uprightHeight;

  useEffect(() => {
    if (place.current === null) return undefined;
    const chart = init(place.current);
    chart.setOption(chartOption({ table, names, language, isDark, isNarrow }));
    const watching = new ResizeObserver(() => chart.resize());
    watching.observe(place.current);
    return () => {
      watching.disconnect();
      chart.dispose();
    };
  }, [table, names, language, isDark, isNarrow]);

  return (
    <>
      <div
        ref={place}
        role="img"
        aria-label={t('chartOf', { title: table.title[language] })}
        style={{ height, width: '100%' }}
      />
      {isLying && table.rows.length > mostDrawn && (
        <p className="report-note">{t('firstOf', { n: mostDrawn })}</p>
      )}
    </>
  );
};
