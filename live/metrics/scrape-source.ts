/**
 * Figures straight from the frontends' pages, where there is no Prometheus: scrapes them regularly, keeps the counters' samples and
 * reduces them by the rules of `increase()`, as the simulated planner's metrics are.
 */
import { CounterSeries, increase } from '../../sim/index.js';
import type { MetricsReading, MetricsSource } from '../ports.js';
import { coverageOf } from './coverage.js';
import { countersOf, DIALECTS, type DialectName, frontendFigures } from './dialects.js';
import { parsePage } from './exposition.js';
import { type HttpOptions, HttpReader } from './http-reader.js';
import { type LabelledValue, type Labels, matches, total } from './vector.js';
import { WORKER_GAUGES, type WorkerSelectors, workerFigures } from './worker-figures.js';

/** Which pages, how often, and for how long their samples are kept. */
export interface ScrapeOptions extends Omit<HttpOptions, 'retries'> {
  /** Pages, those of workers among them. */
  readonly urls: readonly string[];
  readonly dialect: DialectName;
  readonly labels: Labels;
  readonly workers?: WorkerSelectors | undefined;
  readonly interval_s: number;
  /** The longest window that will be asked for. */
  readonly retention_s: number;
}

interface Counter {
  readonly name: string;
  readonly labels: Labels;
  readonly series: CounterSeries;
}

/** What one page said. */
interface Page {
  readonly counters: Map<string, Counter>;
  gauges: readonly { readonly name: string; readonly labels: Labels; readonly value: number }[];
  scraped_s?: number;
  fault?: string;
}

/** Seconds of a clock that never steps. */
const monotonic_s = () => performance.now() / 1000;

/** Scrapes from {@link start} to {@link close}; `now_s` is a monotonic clock. */
export class ScrapeSource implements MetricsSource {
  readonly name: string;
  private readonly http: HttpReader;
  private readonly pages: ReadonlyMap<string, Page>;
  private readonly wanted: ReadonlySet<string>;
  private timer: NodeJS.Timeout | undefined;
  private busy: Promise<void> | undefined;

  /** Throws HR_TARGET_INVALID for a missing token or authority file. */
  constructor(
    private readonly options: ScrapeOptions,
    private readonly now_s: () => number = monotonic_s,
  ) {
    this.http = new HttpReader({ ...options, retries: 0 });
    this.name = `scrape ${options.urls.join(' ')}`;
    this.pages = new Map(options.urls.map((url) => [url, { counters: new Map(), gauges: [] }]));
    this.wanted = new Set([...countersOf(DIALECTS[options.dialect]), ...WORKER_GAUGES]);
  }

  /** Scrapes now and then on and on. */
  start(): this {
    this.scrapeUnlessBusy();
    this.timer = setInterval(() => this.scrapeUnlessBusy(), this.options.interval_s * 1000);
    return this;
  }

  /** One scrape of every page; a page that fails keeps what it had. */
  async scrape(): Promise<void> {
    await Promise.all([...this.pages].map(([url, page]) => this.scrapePage(url, page)));
  }

  /** Rejects where a page has never answered, or not since the window began: a sum without it would be too low. */
  async read(window_s: number): Promise<MetricsReading> {
    const now_s = this.now_s();
    for (const [url, { scraped_s, fault }] of this.pages) {
      if (scraped_s !== undefined && now_s - scraped_s <= window_s) continue;
      throw new Error(`${url}: ${fault ?? 'not scraped yet'}`);
    }
    const dialect = DIALECTS[this.options.dialect];
    const counted = [dialect.ended, `${dialect.means.ttft}_count`];
    return {
      ...frontendFigures(dialect, (counter) => total(this.rises(counter, now_s, window_s))),
      ...(this.options.workers && workerFigures(this.options.workers, this.gauges())),
      ...coverageOf(this.sampleTimes(counted, now_s - window_s), now_s, window_s),
    };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.http.close();
    await this.busy;
  }

  private scrapeUnlessBusy(): void {
    this.busy ??= this.scrape().finally(() => {
      this.busy = undefined;
    });
  }

  private async scrapePage(url: string, page: Page): Promise<void> {
    let text: string;
    try {
      text = await this.http.text(url);
    } catch (error) {
      page.fault = (error as Error).message;
      return;
    }
    const now_s = this.now_s();
    const samples = parsePage(text, (name) => this.wanted.has(name));
    page.gauges = samples.filter(({ name }) => WORKER_GAUGES.includes(name));
    for (const { name, labels, value } of samples) {
      if (WORKER_GAUGES.includes(name) || !matches(labels, this.options.labels)) continue;
      const key = `${name}${JSON.stringify(labels)}`;
      const counter = page.counters.get(key) ?? { name, labels, series: new CounterSeries() };
      page.counters.set(key, counter);
      counter.series.append(now_s, value, now_s - this.options.retention_s - this.options.interval_s);
    }
    page.scraped_s = now_s;
  }

  private sampleTimes(names: readonly string[], from_s: number): number[][] {
    return [...this.pages.values()]
      .flatMap(({ counters }) => [...counters.values()])
      .filter(({ name }) => names.includes(name))
      .map(({ series }) => series.times_s.filter((time_s) => time_s >= from_s))
      .filter((times_s) => times_s.length > 0);
  }

  private rises(name: string, now_s: number, window_s: number): LabelledValue[] {
    const vector: LabelledValue[] = [];
    for (const [url, { counters }] of this.pages) {
      for (const counter of counters.values()) {
        if (counter.name !== name) continue;
        const value = increase(counter.series, now_s, window_s);
        if (value !== undefined) vector.push({ labels: { ...counter.labels, instance: url }, value });
      }
    }
    return vector;
  }

  private gauges(): Map<string, LabelledValue[]> {
    const gauges = new Map<string, LabelledValue[]>();
    for (const [url, page] of this.pages) {
      for (const { name, labels, value } of page.gauges) {
        gauges.set(name, [...(gauges.get(name) ?? []), { labels: { instance: url, ...labels }, value }]);
      }
    }
    return gauges;
  }
}
