/** A small world for planners under test: a frontend, a Prometheus, workers that obey, all on one clock that the test moves. */
import type { PolicySession, Role, WorkerCounts } from '../../planner-core/index.js';
import type { Log } from '../daemon/log.js';
import { prometheusSource } from '../metrics/prometheus-source.js';
import type { Connector, MetricsSource, Targets, WorkersByRole } from '../ports.js';
import { FakeCounters } from './fake-page.js';
import { FakePrometheus } from './fake-prometheus.js';

/** Workers that are ready as soon as they are ordered, and what may go wrong with ordering them. */
export class FakeWorkers implements Connector {
  readonly name = 'fake workers';
  readonly desired: Partial<Record<Role, number>>;
  /** Every order that came, as it was asked. */
  readonly orders: Targets[] = [];
  fault: 'none' | 'half_applied' | 'refuses' | 'silent' = 'none';

  constructor(replicas: Targets) {
    this.desired = { ...replicas };
  }

  async workers(): Promise<WorkersByRole> {
    if (this.fault === 'silent') throw new Error('no route to the platform');
    const counts = (count: number): WorkerCounts => ({ ready: count, starting: 0, draining: 0, desired: count });
    return Object.fromEntries(Object.entries(this.desired).map(([role, count]) => [role, counts(count)]));
  }

  /** Half applied: the first role is left out. */
  async scale(targets: Targets): Promise<Targets> {
    this.orders.push(targets);
    if (this.fault === 'refuses' || this.fault === 'silent') throw new Error('forbidden');
    const applied = Object.entries(targets).slice(this.fault === 'half_applied' ? 1 : 0);
    Object.assign(this.desired, Object.fromEntries(applied));
    return Object.fromEntries(applied);
  }

  async close(): Promise<void> {}
}

/** A policy of tests: so many requests a window for each worker, the same for both roles; it counts how often it was asked. */
export function proportional(requestsPerWorker: number): PolicySession<{ asked: number }> {
  return {
    initialState: { asked: 0 },
    leastWorkers: 1,
    tick: ({ asked }, { traffic }) => {
      const requests = traffic?.requests ?? 0;
      const count = Math.max(1, Math.ceil(requests / requestsPerWorker));
      const decision = {
        targets: { prefill: count, decode: count },
        reasons: ['metric_target'] as const,
        explanation: { requests },
        log: [{ level: 'info', text: `sized for ${requests.toFixed(3)}` }] as const,
      };
      return { state: { asked: asked + 1 }, decision };
    },
  };
}

export class FakeWorld {
  readonly prometheus = new FakePrometheus();
  readonly workers = new FakeWorkers({ prefill: 1, decode: 1 });
  counters = new FakeCounters();
  source!: MetricsSource;
  /** What the log said. */
  readonly lines: string[] = [];
  readonly log: Log = { write: (level, text) => this.lines.push(`${level}: ${text}`) };
  /** How the page is changed before it is scraped; `undefined`: no answer. */
  page: (text: string) => string | undefined = (text) => text;
  scrapesOf: (text: string) => void = (text) => this.prometheus.scrape(text);

  async start(): Promise<this> {
    await this.prometheus.start();
    this.source = prometheusSource({
      url: this.prometheus.url,
      dialect: 'nv',
      labels: {},
      timeout_s: 5,
      retries: 0,
    });
    return this;
  }

  /** Lets so many scrapes happen, 5 s apart, with so many requests served between two. */
  pass(scrapes: number, requests: number): void {
    for (let i = 0; i < scrapes; i++) {
      this.prometheus.now_s += 5;
      this.counters.serve(requests);
      const text = this.page(this.counters.text('nv'));
      if (text !== undefined) this.scrapesOf(text);
    }
  }

  async close(): Promise<void> {
    await this.source.close();
    await this.prometheus.close();
  }
}
