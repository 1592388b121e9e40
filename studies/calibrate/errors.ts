/** How far a simulation is off from what was measured: mean and quantiles over the same requests. */
import { meanOf, quantileOf } from '../../reports/index.js';
import type { Latency } from './recorded.js';

/** One figure as it was measured and simulated, milliseconds. */
export interface FigureError {
  readonly measured_ms: number;
  readonly before_ms: number;
  readonly after_ms: number;
  /** (simulated − measured) ÷ measured. */
  readonly before: number;
  readonly after: number;
}

/** The figures that are compared. */
export type StatisticName = 'mean' | 'p50' | 'p90' | 'p99';
/** Errors of one latency, by figure. */
export type LatencyErrors = Readonly<Record<StatisticName, FigureError>>;

const STATISTICS: Readonly<Record<StatisticName, (ascending: readonly number[]) => number>> = {
  mean: meanOf,
  p50: (values) => quantileOf(values, 0.5),
  p90: (values) => quantileOf(values, 0.9),
  p99: (values) => quantileOf(values, 0.99),
};

/** Errors by latency; a latency that no request has is absent. */
export type ErrorTable = Readonly<Partial<Record<keyof Latency, LatencyErrors>>>;

type Latencies = ReadonlyMap<number, Latency>;

/** Over the requests that have a value in all three; a latency that none has is left out. */
export function errorTable(
  ids: readonly number[],
  measured: Latencies,
  before: Latencies,
  after: Latencies,
): ErrorTable {
  const table: Partial<Record<keyof Latency, LatencyErrors>> = {};
  for (const name of ['ttft_ms', 'tpot_ms', 'e2e_ms'] as const) {
    const all = [measured, before, after];
    const whole = ids.filter((id) => all.every((of) => Number.isFinite(of.get(id)?.[name])));
    if (whole.length === 0) continue;
    const [m, b, a] = all.map((of) => whole.map((id) => of.get(id)![name]).sort((x, y) => x - y));
    table[name] = Object.fromEntries(
      Object.entries(STATISTICS).map(([statistic, of]) => [statistic, figureError(of(m!), of(b!), of(a!))]),
    ) as LatencyErrors;
  }
  return table;
}

function figureError(measured_ms: number, before_ms: number, after_ms: number): FigureError {
  return {
    measured_ms,
    before_ms,
    after_ms,
    before: before_ms / measured_ms - 1,
    after: after_ms / measured_ms - 1,
  };
}
