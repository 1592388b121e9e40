/** Families of metrics from a table of text, one a line, and their exposition. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One family of metrics. */
export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly labels: readonly string[];
  readonly buckets: readonly number[];
  readonly help: string;
}

const LINE = /^(counter|gauge|histogram) ([\w:]+)\{([^}]*)\}(?: \[([^\]]*)\])? (.*)$/;

/** Families by name; a family that has no series yet is not exposed. */
export class Families {
  private readonly registry = new Registry();
  readonly names: readonly string[];
  private readonly histograms = new Map<string, Histogram>();
  private readonly counters = new Map<string, Counter>();
  private readonly gauges = new Map<string, Gauge>();

  /** `table`: lines of `type name{labels} [buckets] help`. */
  constructor(table: string) {
    const families = readFamilies(table);
    this.names = families.map(({ name }) => name);
    for (const { type, name, help, labels, buckets } of families) {
      const metric = { name, help, labelNames: [...labels], registers: [this.registry] };
      if (type === 'counter') this.counters.set(name, new Counter(metric));
      else if (type === 'gauge') this.gauges.set(name, new Gauge(metric));
      else this.histograms.set(name, new Histogram({ ...metric, buckets: [...buckets] }));
    }
  }

  counter(name: string): Counter {
    return this.counters.get(name)!;
  }

  gauge(name: string): Gauge {
    return this.gauges.get(name)!;
  }

  histogram(name: string): Histogram {
    return this.histograms.get(name)!;
  }

  /** Makes a series exist before anything is counted. */
  begin(name: string, labels: Record<string, string>): void {
    this.counters.get(name)?.inc(labels, 0);
    this.gauges.get(name)?.set(labels, 0);
    this.histograms.get(name)?.zero(labels);
  }

  /** The text format of Prometheus. */
  async text(): Promise<string> {
    const texts = await Promise.all(this.names.map((name) => this.registry.getSingleMetricAsString(name)));
    return texts
      .filter((text) => !text.endsWith('\n') && text.split('\n').length > 2)
      .map((text) => `${text}\n`)
      .join('');
  }
}

/** Reads lines of `type name{labels} [buckets] help`. */
export function readFamilies(table: string): Family[] {
  const lines = table.split('\n').filter((line) => line !== '');
  return lines.map(readFamily);
}

function readFamily(line: string): Family {
  const [, type, name, labels, buckets, help] = LINE.exec(line)!;
  return {
    type: type as Family['type'],
    name: name!,
    labels: labels === '' ? [] : labels!.split(','),
    buckets: buckets === undefined ? [] : buckets.split(' ').map(Number),
    help: help!,
  };
}
