/**
 * The run as a series of fixed intervals. Requests count in the interval of their arrival, so a row says how those fared
 * who came then; completions count when they happen. Memory grows with the intervals, not with the requests, and a run of
 * unknown length merges its intervals into longer ones as it goes on.
 */
import type { Role } from '../../planner-core/index.js';
import type { Prices, SlaSpec } from '../../scenarios/index.js';
import type { ArrivalEvent, ClusterSample, RequestEnd, RunSink } from '../record/events.js';
import { CauseCounter, inOrder } from './causes/cause-counter.js';
import { MissCauses } from './causes/miss-causes.js';
import { priceOf } from './gpu-time.js';
import { LogHistogram } from './log-histogram.js';
import { judge, latencies } from './verdict.js';

/** One row of `timeline.csv`. */
export type TimelineRow = Readonly<Record<string, number | undefined>> & { readonly time_s: number };

const QUANTILE_ERROR = 0.005;
/** Beyond this many rows a timeline that may coarsen does. */
const MOST_ROWS = 480;
/** Round row distances, each a multiple of the one before. */
const STEPS_S = [15, 60, 300, 900, 3600, 14_400];
const STEP_BEYOND = 4;

class Interval {
  offered = 0;
  completed = 0;
  failed = 0;
  judged = 0;
  met = 0;
  readonly ttft = new LogHistogram(QUANTILE_ERROR);
  readonly tpot = new LogHistogram(QUANTILE_ERROR);
  readonly misses = new CauseCounter();
  sample?: ClusterSample;

  /** Adds an interval that comes after this one. */
  absorb(later: Interval): void {
    this.offered += later.offered;
    this.completed += later.completed;
    this.failed += later.failed;
    this.judged += later.judged;
    this.met += later.met;
    this.ttft.merge(later.ttft);
    this.tpot.merge(later.tpot);
    this.misses.merge(later.misses);
    if (later.sample) this.sample = later.sample;
  }
}

/** Hears the events of a run; may be asked for its rows at any moment. */
export class TimelineSink implements Pick<RunSink, 'arrival' | 'requestEnd' | 'sample' | 'runEnd'> {
  private intervals: Interval[] = [];
  private end_s = 0;

  /** `mayCoarsen`: `width_s` is only where to begin. */
  constructor(
    private width_s: number,
    private readonly sla: SlaSpec,
    private readonly prices: Prices,
    private readonly mayCoarsen = false,
    /** Fed with the run's events by whoever gives it. */
    private readonly causes = new MissCauses(sla, undefined),
  ) {}

  /** Row distance by now. */
  get interval_s(): number {
    return this.width_s;
  }

  arrival({ time_s }: ArrivalEvent): void {
    this.at(time_s).offered++;
  }

  requestEnd(end: RequestEnd): void {
    if (end.status === 'completed') this.at(end.time_s).completed++;
    else if (end.status !== 'unfinished') this.at(end.time_s).failed++;
    const interval = this.at(end.arrival_s);
    const times = latencies(end);
    if (times.ttft_s !== undefined) interval.ttft.record(times.ttft_s);
    if (times.tpot_s !== undefined) interval.tpot.record(times.tpot_s);
    const verdict = judge(end, times, this.sla);
    if (verdict.all === undefined) return;
    interval.judged++;
    if (verdict.all) interval.met++;
    else interval.misses.add(this.causes.of(end, verdict));
  }

  sample(sample: ClusterSample): void {
    this.at(sample.time_s).sample = sample;
  }

  runEnd({ time_s }: { readonly time_s: number }): void {
    this.end_s = time_s;
  }

  /** The rows so far, every interval up to the last event. */
  rows(): TimelineRow[] {
    const causes = inOrder([...new Set(this.intervals.flatMap(({ misses }) => misses.names()))]);
    return this.intervals.map((interval, i) => this.row(interval, i * this.interval_s, causes));
  }

  private at(time_s: number): Interval {
    const index = Math.floor(time_s / this.interval_s);
    if (this.mayCoarsen && index >= MOST_ROWS) {
      this.coarsen();
      return this.at(time_s);
    }
    while (this.intervals.length <= index) this.intervals.push(new Interval());
    return this.intervals[index]!;
  }

  private coarsen(): void {
    const next_s =
      STEPS_S.find((step_s) => step_s > this.width_s && step_s % this.width_s === 0) ?? this.width_s * STEP_BEYOND;
    const merged: Interval[] = [];
    this.intervals.forEach((interval, i) => {
      const into = Math.floor((i * this.width_s) / next_s);
      if (merged[into]) merged[into].absorb(interval);
      else merged[into] = interval;
    });
    this.intervals = merged;
    this.width_s = next_s;
  }

  private row(interval: Interval, time_s: number, causes: readonly string[]): TimelineRow {
    const width_s = Math.min(this.interval_s, Math.max(this.end_s - time_s, 0)) || this.interval_s;
    const ms = (histogram: LogHistogram, q: number) => (histogram.count > 0 ? histogram.quantile(q) * 1000 : undefined);
    return {
      time_s,
      offered_rps: interval.offered / width_s,
      completed_rps: interval.completed / width_s,
      failed_rps: interval.failed / width_s,
      attainment: interval.judged > 0 ? interval.met / interval.judged : undefined,
      ttft_p50_ms: ms(interval.ttft, 0.5),
      ttft_p99_ms: ms(interval.ttft, 0.99),
      tpot_p50_ms: ms(interval.tpot, 0.5),
      tpot_p99_ms: ms(interval.tpot, 0.99),
      ...Object.fromEntries(causes.map((cause) => [`missed_${cause}`, interval.misses.of(cause)])),
      ...this.cluster(interval.sample),
    };
  }

  private cluster(sample: ClusterSample | undefined): Record<string, number | undefined> {
    const columns: Record<string, number | undefined> = {};
    let usd_per_hour = 0;
    for (const role of ['prefill', 'decode', 'aggregated'] satisfies Role[]) {
      const pool = sample?.pools[role];
      if (!pool) continue;
      for (const key of ['queued', 'running', 'ready', 'starting', 'draining', 'desired'] as const) {
        columns[`${role}_${key}`] = pool[key];
      }
      if (pool.pending !== undefined) columns[`${role}_pending`] = pool.pending;
      if (pool.warm !== undefined) columns[`${role}_warm`] = pool.warm;
      columns[`${role}_kv_usage`] = pool.kvUsage;
      for (const kind of pool.kinds) {
        const price = priceOf(this.prices, kind.gpuSystem);
        usd_per_hour += kind.gpus * (price?.usd_per_gpu_hour ?? Number.NaN);
        if (kind.kind === undefined) continue;
        for (const key of ['ready', 'starting', 'draining'] as const) columns[`${kind.kind}_${key}`] = kind[key];
      }
    }
    for (const [name, value] of Object.entries(sample?.server ?? {})) columns[`server_${name}`] = value;
    columns['usd_per_hour'] = sample && !Number.isNaN(usd_per_hour) ? usd_per_hour : undefined;
    return columns;
  }
}
