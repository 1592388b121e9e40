/** Families of metrics from a table of text, one a line, and their exposition. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

interface Family {
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
  private readonly names: readonly string[];
  private readonly histograms = new Map<string, Histogram>();
  private readonly counters = new Map<string, Counter>();
  private readonly gauges = new Map<string, Gauge>();

  /** `table`: lines of `type name{labels} [buckets] help`. */
  constructor(table: string) {
    const families = table.trim().split('\n').map(readFamily);
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

  /** The text format of Prometheus. */
  async text(): Promise<string> {
    const texts = await Promise.all(this.names.map((name) => this.registry.getSingleMetricAsString(name)));
    return texts
      .filter((text) => !text.endsWith('\n') && text.split('\n').length > 2)
      .map((text) => `${text}\n`)
      .join('');
  }
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
