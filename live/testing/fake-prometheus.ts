/**
 * A Prometheus for tests, on a clock of their own: it takes pages as scrapes and answers the few shapes of queries that sources ask,
 * by the same `increase()`. What a real one answers is told by the same contract suite.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CounterSeries, increase } from '../../sim/index.js';
import { parsePage } from '../metrics/exposition.js';
import type { Labels } from '../metrics/vector.js';

const KEPT_S = 3600;

interface Stored {
  readonly labels: Labels;
  readonly series: CounterSeries;
}

export class FakePrometheus {
  now_s = 1_700_000_000;
  /** Further answers of this status before the next good one. */
  failing = { status: 503, times: 0 };
  readonly queries: string[] = [];
  private readonly store = new Map<string, Stored>();
  private readonly server = createServer((request, response) => this.answer(request.url ?? '', response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  /** Takes a page's samples now, under the target's labels. */
  scrape(page: string, target: Labels = { instance: 'frontend:8000', job: 'frontend' }): void {
    for (const { name, labels, value } of parsePage(page, () => true)) {
      const all = { __name__: name, ...labels, ...target };
      const key = JSON.stringify(all);
      const stored = this.store.get(key) ?? { labels: all, series: new CounterSeries() };
      this.store.set(key, stored);
      stored.series.append(this.now_s, value, this.now_s - KEPT_S);
    }
  }

  private answer(url: string, response: ServerResponse): void {
    if (this.failing.times > 0) {
      this.failing.times--;
      response.writeHead(this.failing.status).end('not now');
      return;
    }
    const { searchParams } = new URL(url, 'http://localhost');
    const query = searchParams.get('query') ?? '';
    this.queries.push(query);
    const time_s = Number(searchParams.get('time') ?? this.now_s);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', data: { result: this.evaluate(query, time_s) } }));
  }

  private evaluate(query: string, time_s: number): unknown {
    if (query === 'time()') return [time_s, String(time_s)];
    const [, increased, selector = '', amount, unit] =
      /^(increase\()?([^[]*?)(?:\[(\d+)(m?s)\])?\)?$/.exec(query) ?? [];
    const window_s = Number(amount) / (unit === 'ms' ? 1000 : 1);
    const chosen = [...this.store.values()].filter(({ labels }) => selects(selector, labels));
    if (increased) {
      return chosen.flatMap(({ labels: { __name__: _name, ...metric }, series }) => {
        const value = increase(series, time_s, window_s);
        return value === undefined ? [] : [{ metric, value: [time_s, String(value)] }];
      });
    }
    if (amount === undefined) {
      return chosen.map(({ labels, series }) => ({ metric: labels, value: [time_s, String(series.values.at(-1))] }));
    }
    return chosen.flatMap(({ labels, series }) => {
      const values = series.times_s
        .map((at_s, i) => [at_s, String(series.values[i])] as const)
        .filter(([at_s]) => at_s >= time_s - window_s && at_s <= time_s);
      return values.length === 0 ? [] : [{ metric: labels, values }];
    });
  }
}

function selects(selector: string, labels: Labels): boolean {
  const [, name = '', matchers = ''] = /^([\w:]*)(?:\{(.*)\})?$/.exec(selector) ?? [];
  if (name && labels['__name__'] !== name) return false;
  return [...matchers.matchAll(/(\w+)(=~?)("(?:[^"\\]|\\.)*")/g)].every(([, label, operator, quoted]) => {
    const wanted = JSON.parse(quoted!) as string;
    const found = labels[label!] ?? '';
    if (operator === '=') return found === wanted;
    const anyCase = /^\(\?i:(.*)\)$/.exec(wanted);
    return new RegExp(`^(?:${anyCase?.[1] ?? wanted})$`, anyCase ? 'i' : '').test(found);
  });
}
