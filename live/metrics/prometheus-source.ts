/**
 * Figures from a Prometheus server, by the queries of Dynamo's planner: `increase()` of each counter over the window, at one instant
 * of the server's own clock, so that neither the planner's clock nor its delays move the window.
 */
import type { MetricsReading, MetricsSource } from '../ports.js';
import { coverageOf } from './coverage.js';
import { countersOf, DIALECTS, type Dialect, type DialectName, frontendFigures } from './dialects.js';
import { parseValue } from './exposition.js';
import { type HttpOptions, HttpReader } from './http-reader.js';
import { type LabelledValue, type Labels, total } from './vector.js';
import { WORKER_GAUGES, type WorkerSelectors, workerFigures } from './worker-figures.js';

/** Which Prometheus, and which of its series. */
export interface PrometheusOptions extends HttpOptions {
  /** Where the API is, before /api/v1. */
  readonly url: string;
  readonly dialect: DialectName;
  /** Only series with these labels. */
  readonly labels: Labels;
  /** Which series are workers; absent: none are asked for. */
  readonly workers?: WorkerSelectors | undefined;
}

interface Series {
  readonly metric: Labels;
  readonly value?: readonly [time_s: number, value: string];
  readonly values?: readonly (readonly [time_s: number, value: string])[];
}

/** Opens the source; nothing is asked yet. Throws HR_TARGET_INVALID for a missing token or authority file. */
export function prometheusSource(options: PrometheusOptions): MetricsSource {
  const http = new HttpReader(options);
  const api = `${options.url.replace(/\/+$/, '')}/api/v1/query`;
  const ask = async (query: string, time_s?: string, signal?: AbortSignal) =>
    resultOf(await http.text(`${api}?${new URLSearchParams({ query, ...(time_s && { time: time_s }) })}`, signal));
  return {
    name: `prometheus ${options.url}`,
    read: (window_s, signal) => read(options, window_s, (query, time_s) => ask(query, time_s, signal)),
    close: () => http.close(),
  };
}

type Ask = (query: string, time_s?: string) => Promise<unknown>;

async function read(options: PrometheusOptions, window_s: number, ask: Ask): Promise<MetricsReading> {
  const dialect = DIALECTS[options.dialect];
  const [, now] = (await ask('time()')) as [number, string];
  const selector = selectorOf(options.labels);
  const rises = new Map<string, number | undefined>();
  const rise = async (counter: string) => {
    const query = `increase(${counter}${selector}[${durationOf(window_s)}])`;
    rises.set(counter, total(vectorOf(await ask(query, now))));
  };
  const [coverage, workers] = await Promise.all([
    readCoverage(dialect, options.labels, window_s, now, ask),
    readWorkers(options.workers, now, ask),
    ...countersOf(dialect).map(rise),
  ]);
  return {
    ...frontendFigures(dialect, (counter) => rises.get(counter)),
    ...workers,
    ...coverage,
  };
}

/** From raw samples, for the time of a function's result is only that of the query. */
async function readCoverage(
  { means, ended }: Dialect,
  labels: Labels,
  window_s: number,
  now: string,
  ask: Ask,
): Promise<Pick<MetricsReading, 'age_s' | 'uncovered_s'>> {
  const names = `${ended}|${means.ttft}_count`;
  const series = (await ask(`${selectorOf(labels, names)}[${durationOf(window_s)}]`, now)) as readonly Series[];
  const times_s = series.map(({ values = [] }) => values.map(([time_s]) => time_s));
  return coverageOf(
    times_s.filter((times) => times.length > 0),
    Number(now),
    window_s,
  );
}

async function readWorkers(selectors: WorkerSelectors | undefined, now: string, ask: Ask) {
  if (!selectors) return {};
  const series = (await ask(selectorOf({}, WORKER_GAUGES.join('|')), now)) as readonly Series[];
  const gauges = new Map<string, LabelledValue[]>();
  for (const one of series) {
    const { __name__: name = '', ...labels } = one.metric;
    gauges.set(name, [...(gauges.get(name) ?? []), ...vectorOf([{ ...one, metric: labels }])]);
  }
  return workerFigures(selectors, gauges);
}

/** `{label="value",…}`; a model's name in any case, because frontends write it in lower case. */
function selectorOf(labels: Labels, names?: string): string {
  const parts = Object.entries(labels).map(([name, value]) =>
    name === 'model' ? `model=~${quote(`(?i:${escapePattern(value)})`)}` : `${name}=${quote(value)}`,
  );
  if (names) parts.unshift(`__name__=~${quote(names)}`);
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
}

const quote = (text: string) => JSON.stringify(text);
const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function durationOf(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}

/** The result of an answer of the query API. Throws where the server reports an error. */
function resultOf(text: string): unknown {
  const { status, error, data } = JSON.parse(text) as { status: string; error?: string; data?: { result: unknown } };
  if (status !== 'success' || !data) throw new Error(`Prometheus answers ${status}: ${error ?? 'no data'}`);
  return data.result;
}

function vectorOf(result: unknown): LabelledValue[] {
  return (result as readonly Series[]).map(({ metric, value }) => ({
    labels: metric,
    value: parseValue(value?.[1] ?? '') ?? Number.NaN,
  }));
}
