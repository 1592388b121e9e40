/** The figures of a run, from its events alone. Memory does not grow with the number of requests. */
import type { Role } from '../../planner-core/index.js';
import type { Prices, SlaSpec } from '../../scenarios/index.js';
import type { PoolSample, RequestEnd, RunEnd, RunSink, TickEvent, WorkerEnd } from '../record/events.js';
import type { Summary } from '../record/summary.js';
import { AttainmentCounter } from './attainment.js';
import { CauseCounter } from './causes/cause-counter.js';
import { MissCauses } from './causes/miss-causes.js';
import { ClientFigures } from './client-figures.js';
import { intervalsOf } from './confidence.js';
import { costOf, GpuTime } from './gpu-time.js';
import { latencyFigures, quantileCurve } from './latency-figures.js';
import { type HistogramState, LogHistogram } from './log-histogram.js';
import { judge, latencies } from './verdict.js';

/** Distributions of a run's latencies, seconds. */
export type LatencyHistograms = Readonly<Record<'ttft_ms' | 'itl_ms' | 'tpot_ms' | 'e2e_ms', HistogramState>>;

/** Makes the figures of a run from its events. */
export class SummarySink implements Omit<RunSink, 'firstToken' | 'worker'> {
  private readonly requests = { offered: 0, completed: 0, failed: 0, unfinished: 0 };
  /** The failed ones by how they failed. */
  private readonly failed: Record<string, number> = {};
  private readonly tokens = { input: 0, output: 0, delivered: 0 };
  private cachedTokens = 0;
  private preemptions = 0;
  private readonly good = { requests: 0, outputTokens: 0 };
  private readonly attainment = new AttainmentCounter();
  private readonly misses = new CauseCounter();
  private readonly times = {
    ttft_ms: new LogHistogram(),
    itl_ms: new LogHistogram(),
    tpot_ms: new LogHistogram(),
    e2e_ms: new LogHistogram(),
  };
  private readonly gpuTime = new GpuTime();
  private readonly scaling = { decisions: 0, scale_ups: 0, scale_downs: 0 };
  private readonly maxWorkers: Partial<Record<Role, number>> = {};
  private ordered: Partial<Record<Role, number>> = {};
  private end: RunEnd = { time_s: 0 };
  private client: ClientFigures | undefined;
  private readonly inside = { now: 0, most: 0 };

  constructor(
    private readonly sla: SlaSpec,
    private readonly prices: Prices = {},
    /** Fed with the run's events by whoever gives it. */
    private readonly causes = new MissCauses(sla, undefined),
  ) {}

  arrival(event: { readonly inputTokens: number; readonly outputTokens: number }): void {
    this.requests.offered++;
    this.inside.most = Math.max(this.inside.most, ++this.inside.now);
    this.tokens.input += event.inputTokens;
    this.tokens.output += event.outputTokens;
  }

  tokenGaps(gap_s: number, requests: number, steps: number, increment_s: number): void {
    this.times.itl_ms.recordProgression(gap_s, increment_s, steps, requests);
  }

  /** Adds token gaps that were told to another sink. */
  mergeGaps(gaps: HistogramState): void {
    this.times.itl_ms.merge(LogHistogram.fromState(gaps));
  }

  requestEnd(end: RequestEnd): void {
    this.inside.now--;
    if (end.status === 'completed' || end.status === 'unfinished') this.requests[end.status]++;
    else this.fail(end.status);
    this.tokens.delivered += end.deliveredTokens;
    this.cachedTokens += end.cachedTokens;
    this.preemptions += end.preemptions ?? 0;
    const times = latencies(end);
    if (times.ttft_s !== undefined) this.times.ttft_ms.record(times.ttft_s);
    if (times.tpot_s !== undefined && end.status === 'completed') this.times.tpot_ms.record(times.tpot_s);
    if (times.e2e_s !== undefined) this.times.e2e_ms.record(times.e2e_s);
    const verdict = judge(end, times, this.sla);
    if (end.client) {
      this.client ??= new ClientFigures();
      this.client.add(end, end.client, times, verdict);
    }
    this.attainment.add(end.class, verdict);
    this.misses.add(this.causes.of(end, verdict));
    if (verdict.all) {
      this.good.requests++;
      this.good.outputTokens += end.deliveredTokens;
    }
  }

  private fail(status: 'failed' | 'timed_out' | 'cancelled' | 'rejected'): void {
    this.requests.failed++;
    this.failed[status] = (this.failed[status] ?? 0) + 1;
  }

  tick({ ordered }: TickEvent): void {
    this.scaling.decisions++;
    for (const [role, count] of Object.entries(ordered) as [Role, number][]) {
      const before = this.ordered[role] ?? count;
      if (count > before) this.scaling.scale_ups++;
      if (count < before) this.scaling.scale_downs++;
    }
    this.ordered = { ...ordered };
  }

  workerEnd(end: WorkerEnd): void {
    this.gpuTime.add(end);
  }

  sample({ pools }: { readonly pools: Readonly<Partial<Record<Role, PoolSample>>> }): void {
    for (const [role, pool] of Object.entries(pools) as [Role, PoolSample][]) {
      const present = pool.ready + pool.starting + pool.draining - (pool.pending ?? 0);
      this.maxWorkers[role] = Math.max(this.maxWorkers[role] ?? 0, present);
      this.ordered[role] ??= pool.desired;
    }
  }

  runEnd(event: RunEnd): void {
    this.end = event;
  }

  /** The latencies' distributions so far, to be merged with those of other runs; seconds. */
  histograms(): LatencyHistograms {
    const { ttft_ms, itl_ms, tpot_ms, e2e_ms } = this.times;
    return { ttft_ms: ttft_ms.state(), itl_ms: itl_ms.state(), tpot_ms: tpot_ms.state(), e2e_ms: e2e_ms.state() };
  }

  /** The figures so far. `eventLogSha256`: the digest of {@link createEventHash}. */
  summary(eventLogSha256: string): Summary {
    const { time_s, events, steps, nodes, client: health } = this.end;
    const perSecond = (count: number) => (time_s > 0 ? count / time_s : 0);
    const gpu_hours = this.gpuTime.figures();
    const cost = costOf(this.gpuTime.byKind, this.prices, this.tokens.delivered, this.good.requests, time_s);
    const { ttft_ms, tpot_ms, e2e_ms } = this.sla;
    return {
      requests: { ...this.requests, ...(this.requests.failed > 0 && { failed_by_status: { ...this.failed } }) },
      tokens: { ...this.tokens },
      sla: {
        ...(ttft_ms !== undefined && { ttft_ms }),
        ...(tpot_ms !== undefined && { tpot_ms }),
        ...(e2e_ms !== undefined && { e2e_ms }),
      },
      attainment: this.attainment.figures(),
      ...this.misses.figures(),
      goodput: {
        requests_per_s: perSecond(this.good.requests),
        output_tokens_per_s: perSecond(this.good.outputTokens),
      },
      ...this.perLatency(latencyFigures),
      confidence: this.confidence(),
      distributions: this.perLatency(quantileCurve),
      throughput: {
        requests_per_s: perSecond(this.requests.completed),
        input_tokens_per_s: perSecond(this.tokens.input),
        output_tokens_per_s: perSecond(this.tokens.delivered),
      },
      gpu_hours: {
        ...gpu_hours,
        ...(nodes && { nodes: nodes.provisioned_gpu_s / 3600, nodes_idle: nodes.idle_gpu_s / 3600 }),
      },
      ...(cost && { cost }),
      scaling: { ...this.scaling, max_workers_by_role: { ...this.maxWorkers } },
      prefix_cache: this.tokens.input > 0 ? { hit_token_ratio: this.cachedTokens / this.tokens.input } : {},
      ...(events !== undefined && {
        simulation: {
          events,
          simulated_s: time_s,
          ...(steps && { single_steps: steps.single, leapt_steps: steps.leapt }),
          preemptions: this.preemptions,
        },
      }),
      ...(health && {
        client: (this.client ?? new ClientFigures()).figures(
          health,
          { end_s: time_s, most: this.inside.most },
          this.times,
          this.sla,
        ),
      }),
      event_log_sha256: eventLogSha256,
    };
  }

  private confidence(): NonNullable<Summary['confidence']> {
    const { itl_ms: _, ...perRequest } = this.perLatency(intervalsOf);
    return perRequest;
  }

  private perLatency<T>(
    figure: (histogram: LogHistogram) => T | undefined,
  ): Partial<Record<keyof typeof this.times, T>> {
    const out: Partial<Record<keyof typeof this.times, T>> = {};
    for (const [name, histogram] of Object.entries(this.times) as [keyof typeof this.times, LogHistogram][]) {
      const value = figure(histogram);
      if (value !== undefined) out[name] = value;
    }
    return out;
  }
}
