/** Reads the Prometheus text format: as much of it as an inference server's page holds. */

/** One line of a page. */
export interface Sample {
  readonly name: string;
  /** `name{labels}` as written: what tells one series from another. */
  readonly series: string;
  readonly value: number;
}

/** A page of metrics. */
export interface Exposition {
  readonly samples: readonly Sample[];
  /** Type by family name. */
  readonly types: ReadonlyMap<string, string>;
}

const LINE = /^([a-zA-Z_:][\w:]*)(\{.*\})?\s+(\S+)(?:\s+-?\d+)?$/;

/** Lines that are neither sample nor type are left out, as Prometheus's own parser leaves out comments. */
export function parseExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const type = /^# TYPE (\S+) (\w+)$/.exec(line);
    if (type) types.set(type[1]!, type[2]!);
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (!match) continue;
    const value = parseValue(match[3]!);
    if (value !== undefined) samples.push({ name: match[1]!, series: `${match[1]!}${match[2] ?? ''}`, value });
  }
  return { samples, types };
}

/** Whether a sample only rises: a counter, or a histogram's sum or count. Buckets are left to Prometheus. */
export function isCounter({ name }: Sample, types: ReadonlyMap<string, string>): boolean {
  if (types.get(name) === 'counter' || types.get(name.replace(/_total$/, '')) === 'counter') return true;
  const family = name.replace(/_(sum|count)$/, '');
  return family !== name && (types.get(family) === 'histogram' || types.get(family) === 'summary');
}

function parseValue(text: string): number | undefined {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}
