import type { FilledTable } from '../../../../domain/reports/answer.js';
import { cellText, type ReportNames } from '../../../../domain/reports/cells.js';
import type { Cell, Chart, Column } from '../../../../domain/reports/table.js';
import type { Language } from '../../../../domain/words.js';

/** What a chart is drawn with. */
export interface Drawing {
  readonly table: FilledTable & { readonly chart: Chart };
  readonly names: ReportNames;
  readonly language: Language;
  readonly isDark: boolean;
  readonly isNarrow: boolean;
}

/** More bars than these say nothing. */
export const mostDrawn = 20;

/** Good, bad and neutral look the same in every chart; words and the table say it as well. */
const meaning: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  met: ['#389e0d', '#49aa19'],
  missed: ['#cf1322', '#e8686a'],
  missedByPlatform: ['#8c8c8c', '#a6a6a6'],
  approved: ['#389e0d', '#49aa19'],
  declined: ['#cf1322', '#e8686a'],
  waiting: ['#d48806', '#e8b339'],
  reopened: ['#cf1322', '#e8686a'],
  under4h: ['#389e0d', '#49aa19'],
  under1d: ['#7cb305', '#a0d911'],
  under3d: ['#d4b106', '#d8bd14'],
  under7d: ['#d46b08', '#e89a3c'],
  over7d: ['#cf1322', '#e8686a'],
  score5: ['#389e0d', '#49aa19'],
  score4: ['#7cb305', '#a0d911'],
  score3: ['#d4b106', '#d8bd14'],
  score2: ['#d46b08', '#e89a3c'],
  score1: ['#cf1322', '#e8686a'],
};
const palette = ['#1677ff', '#13a8a8', '#9254de', '#d48806'];

const colourOf = (name: string, i: number, isDark: boolean): string =>
  meaning[name]?.[isDark ? 1 : 0] ?? palette[i % palette.length] ?? '#1677ff';

type Option = Record<string, unknown>;

/** What ECharts is told to draw. */
export const chartOption = (drawing: Drawing): Option =>
  drawing.table.chart.kind === 'heat' ? heatOption(drawing) : barOption(drawing);

const inkOf = (isDark: boolean) => ({
  text: isDark ? 'rgba(255,255,255,0.85)' : 'rgba(0,0,0,0.85)',
  faint: isDark ? 'rgba(255,255,255,0.16)' : 'rgba(0,0,0,0.1)',
  ground: isDark ? '#1f1f1f' : '#ffffff',
});

const tooltipOf = (isDark: boolean) => {
  const { text, ground } = inkOf(isDark);
  return { confine: true, backgroundColor: ground, borderColor: text, textStyle: { color: text } };
};

const indexOf = (columns: readonly Column[], name: string): number =>
  columns.findIndex((column) => column.name === name);

const barOption = ({ table, names, language, isDark, isNarrow }: Drawing): Option => {
  const { chart, columns } = table;
  const { text, faint } = inkOf(isDark);
  const rows = table.rows.slice(0, mostDrawn * (chart.kind === 'line' ? 20 : 1));
  const reading = { language, names };
  const keys = chart.x.map((name) => indexOf(columns, name));
  const categories = rows.map((cells) =>
    keys.map((i) => cellText(columns[i]?.kind ?? 'text', cells[i] ?? null, reading)).join(' · '),
  );
  const series = chart.y.map((name, i) => {
    const at = indexOf(columns, name);
    return {
      name: columns[at]?.title[language] ?? name,
      type: chart.kind,
      data: rows.map((cells) => cells[at] ?? null),
      ...(chart.stacked ? { stack: 'all' } : {}),
      ...(chart.kind === 'bar' ? { barMaxWidth: 22 } : { symbolSize: 7, lineStyle: { width: 2 } }),
      itemStyle: { color: colourOf(name, i, isDark) },
    };
  });
  const kind = columns.find(({ name }) => name === chart.y[0])?.kind ?? 'count';
  const say = (value: unknown): string => cellText(kind, (value ?? null) as Cell, reading) || '–';
  const axis = {
    category: {
      type: 'category',
      data: categories,
      axisLabel: { color: text, width: isNarrow ? 96 : 150, overflow: 'truncate', hideOverlap: true },
      axisLine: { lineStyle: { color: faint } },
      axisTick: { show: false },
    },
    value: {
      type: 'value',
      ...(kind === 'count' ? { minInterval: 1 } : {}),
      ...(kind === 'score' ? { max: 5 } : {}),
      axisLabel: {
        color: text,
        hideOverlap: true,
        ...(kind === 'count' ? {} : { formatter: kind === 'score' ? '{value}' : say }),
      },
      splitLine: { lineStyle: { color: faint } },
      ...(isNarrow ? { splitNumber: 3 } : {}),
    },
  };
  const isUpright = chart.kind === 'line';
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit', color: text },
    legend: { type: 'scroll', top: 0, textStyle: { color: text } },
    grid: { left: 8, right: 24, top: 36, bottom: 4, containLabel: true },
    tooltip: {
      ...tooltipOf(isDark),
      trigger: 'axis',
      axisPointer: { type: isUpright ? 'line' : 'shadow' },
      valueFormatter: say,
    },
    ...(isUpright
      ? { xAxis: axis.category, yAxis: axis.value }
      : { yAxis: { ...axis.category, inverse: true }, xAxis: axis.value }),
    series,
  };
};

const heatOption = ({ table, names, language, isDark }: Drawing): Option => {
  const { chart, columns, rows } = table;
  const { text, ground } = inkOf(isDark);
  const key = indexOf(columns, chart.x[0] ?? '');
  const across = chart.y.map((name) => indexOf(columns, name));
  const data = rows.flatMap((cells, y) => across.map((i, x) => [x, y, cells[i] ?? 0]));
  const most = Math.max(1, ...data.map(([, , n]) => Number(n)));
  const down = rows.map((cells) =>
    cellText(columns[key]?.kind ?? 'text', cells[key] ?? null, { language, names }),
  );
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit', color: text },
    grid: { left: 8, right: 8, top: 8, bottom: 48, containLabel: true },
    tooltip: {
      ...tooltipOf(isDark),
      formatter: ({ value: [x = 0, y = 0, n = 0] }: { value: readonly number[] }) =>
        `${down[y] ?? ''} ${columns[across[x] ?? 0]?.title[language] ?? ''}: ${n}`,
    },
    xAxis: {
      type: 'category',
      data: across.map((_i, hour) => String(hour)),
      axisLabel: { color: text },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'category',
      data: down,
      inverse: true,
      axisLabel: { color: text },
      axisTick: { show: false },
    },
    visualMap: {
      min: 0,
      max: most,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 120,
      textStyle: { color: text },
      text: [String(most), '0'],
      inRange: { color: isDark ? ['#1f1f1f', '#15417e', '#69b1ff'] : ['#f5f5f5', '#91caff', '#003eb3'] },
    },
    series: [{ type: 'heatmap', data, itemStyle: { borderColor: ground, borderWidth: 1 } }],
  };
};
