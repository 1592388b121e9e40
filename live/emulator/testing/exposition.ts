/** What of an exposition two servers must have in common: names, types, label names, buckets. For tests. */
export interface FamilyShape {
  readonly type: string;
  readonly labels: readonly string[];
  readonly buckets: readonly number[];
}

/** The families of a page by name; those without a series are not there. */
export function shapesOf(text: string): Record<string, FamilyShape> {
  const types = new Map<string, string>();
  const found = new Map<string, { labels: Set<string>; buckets: Set<number> }>();
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) types.set(type[1]!, type[2]!);
    const sample = /^([\w:]+)(?:\{(.*)\})? \S+$/.exec(line);
    if (!sample) continue;
    const name = familyOf(sample[1]!, types);
    const family = found.get(name) ?? { labels: new Set(), buckets: new Set() };
    found.set(name, family);
    for (const [, label, value] of (sample[2] ?? '').matchAll(/(\w+)="([^"]*)"/g)) {
      if (label !== 'le') family.labels.add(label!);
      else if (value !== '+Inf') family.buckets.add(Number(value));
    }
  }
  const shapes = [...found].map(([name, { labels, buckets }]): [string, FamilyShape] => [
    name,
    { type: types.get(name)!, labels: [...labels].sort(), buckets: [...buckets] },
  ]);
  return Object.fromEntries(shapes);
}

function familyOf(sample: string, types: ReadonlyMap<string, string>): string {
  const stem = sample.replace(/_(bucket|sum|count)$/, '');
  return types.get(stem) === 'histogram' ? stem : sample;
}
