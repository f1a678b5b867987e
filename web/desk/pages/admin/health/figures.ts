export interface Figure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const lineForm = /^steadydesk_(\w+?)(?:\{([^}]*)\})? (\S+)$/u;
const labelForm = /(\w+)="([^"]*)"/gu;

/** The desk's own figures out of Prometheus' text format. */
export const readFigures = (text: string): readonly Figure[] =>
  text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = lineForm.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    return [
      {
        name,
        labels: Object.fromEntries([...labels.matchAll(labelForm)].map(([, key, of]) => [key, of])) as Record<
          string,
          string
        >,
        value: Number(value),
      },
    ];
  });

export const sumOf = (figures: readonly Figure[], name: string): number =>
  figures.filter((figure) => figure.name === name).reduce((sum, { value }) => sum + value, 0);

export const mostOf = (figures: readonly Figure[], name: string): number =>
  Math.max(0, ...figures.filter((figure) => figure.name === name).map(({ value }) => value));

export interface Lateness {
  readonly duty: string;
  readonly cause: 'platform' | 'person';
  readonly missed: number;
  readonly median: number;
  readonly worst: number;
}

/** Duties missed in the last 30 days, most first. */
export const latenessOf = (figures: readonly Figure[]): readonly Lateness[] => {
  const share = (of: Figure['labels'], quantile: string): number =>
    figures.find(
      ({ name, labels }) =>
        name === 'duty_lateness_seconds' &&
        labels['duty'] === of['duty'] &&
        labels['cause'] === of['cause'] &&
        labels['quantile'] === quantile,
    )?.value ?? 0;
  return figures
    .filter(({ name }) => name === 'duties_missed')
    .map(({ labels, value }) => ({
      duty: labels['duty'] ?? '',
      cause: labels['cause'] === 'platform' ? ('platform' as const) : ('person' as const),
      missed: value,
      median: share(labels, '0.5'),
      worst: share(labels, '1'),
    }))
    .sort((a, b) => b.missed - a.missed);
};
