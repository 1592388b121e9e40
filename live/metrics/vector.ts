/** Labelled values, as a query or a page gives them, and how several become one. */

/** A series' labels by name, without its metric name. */
export type Labels = Readonly<Record<string, string>>;

/** One series at one time. */
export interface LabelledValue {
  readonly labels: Labels;
  readonly value: number;
}

/**
 * Labels that only say who scraped: series that differ in nothing else are one series told more than once, by two jobs that scrape
 * one target or by two Prometheus servers behind one query.
 */
const COPY_LABELS = ['job', 'prometheus', 'prometheus_replica', 'replica'] as const;

/** Every series once; of copies the one whose labels sort first, so that all figures come from the same copy. */
export function distinct(vector: readonly LabelledValue[]): LabelledValue[] {
  const chosen = new Map<string, LabelledValue & { readonly copy: string }>();
  for (const { labels, value } of vector) {
    const { key, copy } = identity(labels);
    const other = chosen.get(key);
    if (!other || copy < other.copy) chosen.set(key, { labels, value, copy });
  }
  return [...chosen.values()].map(({ labels, value }) => ({ labels, value }));
}

/** The sum over distinct series; `undefined` without any, NaN where one is. */
export function total(vector: readonly LabelledValue[]): number | undefined {
  const series = distinct(vector);
  return series.length === 0 ? undefined : series.reduce((sum, { value }) => sum + value, 0);
}

/** Whether the labels are those asked for; a model's name may differ in case, because frontends write it in lower case. */
export function matches(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) =>
    name === 'model' ? labels[name]?.toLowerCase() === value.toLowerCase() : labels[name] === value,
  );
}

function identity(labels: Labels): { readonly key: string; readonly copy: string } {
  const copies: readonly string[] = COPY_LABELS;
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    key: JSON.stringify(sorted.filter(([name]) => !copies.includes(name))),
    copy: JSON.stringify(sorted.filter(([name]) => copies.includes(name))),
  };
}
