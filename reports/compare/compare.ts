/** Two runs beside each other: how far their figures lie apart, and whether that is more than noise. */
import type { RunRecord } from '../record/read-run.js';
import { COMPARED, type Compared, type RequestLine } from './requests.js';
import { ascending, differenceInterval, ksDistance, meanOf, quantileOf } from './statistics.js';

/** A run as a comparison needs it. */
export interface RunToCompare {
  readonly record: RunRecord;
  readonly requests: readonly RequestLine[];
}

/** One figure of both runs, in the unit of its name. */
export interface FigureComparison {
  readonly a: number;
  readonly b: number;
  /** (b − a) ÷ a; absent where a is 0. */
  readonly error?: number;
  /** 95 % interval of b − a; absent where a run is too short to tell. */
  readonly ci95?: readonly [number, number];
  /** Whether the interval leaves 0 out. */
  readonly beyondNoise?: boolean;
}

/** A latency of both runs, milliseconds. */
export interface LatencyComparison {
  readonly count: { readonly a: number; readonly b: number };
  readonly mean: FigureComparison;
  readonly p50: FigureComparison;
  readonly p90: FigureComparison;
  readonly p99: FigureComparison;
  /** Largest distance of the two cumulative distributions, 0..1. */
  readonly ks: number;
}

/** What {@link compareRuns} found. */
export interface Comparison {
  readonly latencies: Readonly<Partial<Record<Compared, LatencyComparison>>>;
  readonly requests_per_s: FigureComparison;
  readonly output_tokens_per_s: FigureComparison;
  readonly attainment?: FigureComparison;
  /** Requests of the same number and lengths in both runs, and how far apart each pair is. */
  readonly matched?: {
    readonly requests: number;
    readonly median_abs_error: Readonly<Partial<Record<Compared, number>>>;
  };
  /** What makes the two hard to compare. */
  readonly warnings: readonly string[];
}

/** Compares two runs, `b` against `a`, figure by figure and by the distributions of their latencies. */
export function compareRuns(a: RunToCompare, b: RunToCompare): Comparison {
  const latencies = Object.fromEntries(
    COMPARED.flatMap((name) => {
      const compared = compareLatency(valuesOf(a, name), valuesOf(b, name));
      return compared ? [[name, compared]] : [];
    }),
  );
  const [sa, sb] = [a.record.summary, b.record.summary];
  const attainment = compareAttainment(sa.attainment, sb.attainment);
  const matched = matchRequests(a.requests, b.requests);
  return {
    latencies,
    requests_per_s: figure(sa.throughput.requests_per_s, sb.throughput.requests_per_s),
    output_tokens_per_s: figure(sa.throughput.output_tokens_per_s, sb.throughput.output_tokens_per_s),
    ...(attainment && { attainment }),
    ...(matched && { matched }),
    warnings: warningsOf(a, b, matched?.requests),
  };
}

function valuesOf({ requests }: RunToCompare, name: Compared): number[] {
  return requests.map((request) => request[name]).filter((value) => !Number.isNaN(value));
}

function compareLatency(a: readonly number[], b: readonly number[]): LatencyComparison | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  const [sortedA, sortedB] = [ascending(a), ascending(b)];
  const at = (q: number) => {
    const statistic = (values: readonly number[]) => quantileOf(ascending(values), q);
    // a batch is too short for its own 99th percentile
    return figure(
      quantileOf(sortedA, q),
      quantileOf(sortedB, q),
      q < 0.95 ? differenceInterval(a, b, statistic) : undefined,
    );
  };
  return {
    count: { a: a.length, b: b.length },
    mean: figure(meanOf(a), meanOf(b), differenceInterval(a, b, meanOf)),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    ks: ksDistance(sortedA, sortedB),
  };
}

type Attainment = RunRecord['summary']['attainment'];

/** Newcombe's interval of the difference of two shares, from the Wilson interval of each. */
function compareAttainment(a: Attainment, b: Attainment): FigureComparison | undefined {
  if (a.overall === undefined || b.overall === undefined || !a.ci95 || !b.ci95) return undefined;
  const difference = b.overall - a.overall;
  const low = difference - Math.hypot(b.overall - b.ci95[0], a.ci95[1] - a.overall);
  const high = difference + Math.hypot(b.ci95[1] - b.overall, a.overall - a.ci95[0]);
  return figure(a.overall, b.overall, [low, high]);
}

function figure(a: number, b: number, ci95?: readonly [number, number]): FigureComparison {
  return {
    a,
    b,
    ...(a !== 0 && { error: (b - a) / a }),
    ...(ci95 && { ci95, beyondNoise: ci95[0] > 0 || ci95[1] < 0 }),
  };
}

function matchRequests(a: readonly RequestLine[], b: readonly RequestLine[]): Comparison['matched'] {
  const byId = new Map(b.map((request) => [request.id, request]));
  const pairs = a.flatMap((request) => {
    const other = byId.get(request.id);
    const same = other?.inputTokens === request.inputTokens && other.outputTokens === request.outputTokens;
    return same ? [[request, other] as const] : [];
  });
  if (pairs.length < Math.max(1, Math.min(a.length, b.length) / 2)) return undefined;
  const median = (name: Compared) =>
    quantileOf(
      ascending(pairs.map(([x, y]) => Math.abs(y[name] - x[name]) / x[name]).filter((error) => Number.isFinite(error))),
      0.5,
    );
  const errors = COMPARED.map((name) => [name, median(name)] as const).filter(([, error]) => !Number.isNaN(error));
  return { requests: pairs.length, median_abs_error: Object.fromEntries(errors) };
}

function warningsOf(a: RunToCompare, b: RunToCompare, matched: number | undefined): string[] {
  const out: string[] = [];
  for (const [name, { record }] of [
    ['A', a],
    ['B', b],
  ] as const) {
    const { client } = record.summary;
    if (client && !client.valid) out.push(`${name} is invalid: ${client.faults.join('; ')}.`);
    if (record.run.status !== 'complete') out.push(`${name} is ${record.run.status}.`);
    if (record.summary.requests.failed > 0)
      out.push(`${name} has ${record.summary.requests.failed} failed requests; they have no latency.`);
  }
  if (matched === undefined) out.push('The runs did not serve the same requests; their distributions are compared.');
  return out;
}
