/** What only a live run has: latencies from the send, error classes, token accounts, and whether the client kept up. */

import type { SlaSpec } from '../../scenarios/index.js';
import type { ClientSummary } from '../record/client-summary.js';
import type { ClientHealth, ClientView, RequestEnd, SegmentHealth } from '../record/events.js';
import { CLIENT_TIMES, type ClientTime, clientTimes } from './client-times.js';
import { confidenceOf, quantileAtLeast } from './confidence.js';
import { fidelityFaults, TOLERANCE } from './fidelity.js';
import { latencyFigures } from './latency-figures.js';
import { LogHistogram } from './log-histogram.js';
import { type SteadyPart, SteadyWindow } from './steady-window.js';
import type { Latencies, Verdict } from './verdict.js';

/** Distributions that a simulated run has as well; histograms of seconds. */
export interface SharedTimes {
  readonly ttft_ms: LogHistogram;
  readonly tpot_ms: LogHistogram;
  readonly e2e_ms: LogHistogram;
}

/** Gathers what the client saw of each request, in memory that does not grow with their number. */
export class ClientFigures {
  private readonly times = Object.fromEntries(CLIENT_TIMES.map((name) => [name, new LogHistogram()])) as Record<
    ClientTime,
    LogHistogram
  >;
  private readonly userRate = new LogHistogram();
  private readonly steady = new SteadyWindow();
  private readonly errors: Record<string, number> = {};
  private readonly tokens = { chunks: 0, usageInput: 0, usageOutput: 0, without_usage: 0, wrong_length: 0 };
  private readonly reads = { chunks: 0, shared: 0 };
  private sent = 0;
  private retries = 0;
  private inside_s = 0;

  add(end: RequestEnd, client: ClientView, times: Latencies, verdict: Verdict): void {
    this.retries += (end.attempts ?? 1) - 1;
    if (client.errorClass !== undefined) this.errors[client.errorClass] = (this.errors[client.errorClass] ?? 0) + 1;
    this.addTimes(end, client);
    this.reads.chunks += Math.max(0, client.chunks - 1);
    this.reads.shared += client.sharedReads;
    if (times.tpot_s !== undefined && times.tpot_s > 0 && end.status === 'completed')
      this.userRate.record(1 / times.tpot_s);
    this.steady.add({ arrival_s: end.arrival_s, end_s: end.time_s, status: end.status, times, met: verdict.all });
    if (end.status === 'completed') this.addTokens(end, client);
  }

  /** `end_s`: the run's length; `most`: requests out at the same time. */
  figures(
    health: ClientHealth,
    { end_s, most }: { end_s: number; most: number },
    shared: SharedTimes,
    sla: SlaSpec,
  ): ClientSummary {
    const { tokens, userRate } = this;
    const latencies: Partial<Record<ClientTime, ReturnType<typeof latencyFigures>>> = {};
    for (const name of CLIENT_TIMES) {
      const figures = latencyFigures(this.times[name]);
      if (figures) latencies[name] = figures;
    }
    const confidence = Object.fromEntries(
      (['ttft_ms', 'tpot_ms', 'e2e_ms'] as const).flatMap((name) => {
        const of = confidenceOf(shared[name]);
        return of ? [[name, of]] : [];
      }),
    );
    const usageCounts = tokens.usageOutput > 0 || tokens.usageInput > 0;
    const measured = {
      asked: health.asked,
      sent: this.sent,
      ...(latencies as Partial<Record<ClientTime, NonNullable<ReturnType<typeof latencyFigures>>>>),
      ...(userRate.count > 0 && {
        user_tokens_per_s: {
          count: userRate.count,
          mean: userRate.mean(),
          p50: userRate.quantile(0.5),
          p10: userRate.quantile(0.1),
          p1: userRate.quantile(0.01),
        },
      }),
      concurrency: { mean: end_s > 0 ? this.inside_s / end_s : 0, max: most },
      confidence,
      steady: this.steady.figures(health.steady_s) satisfies SteadyPart,
      errors: { ...this.errors },
      retries: this.retries,
      tokens: {
        chunks: tokens.chunks,
        ...(usageCounts && { usage_input: tokens.usageInput, usage_output: tokens.usageOutput }),
        without_usage: tokens.without_usage,
        wrong_length: tokens.wrong_length,
        ...(health.tokenCheck && { checked: health.tokenCheck }),
      },
      ...(this.reads.chunks > 0 && { shared_read_ratio: this.reads.shared / this.reads.chunks }),
      ...healthFigures(health, this.sent),
    };
    const late_s = quantileAtLeast(this.times.lateness_ms, TOLERANCE.quantile);
    const shown = { latenessP99AtLeast_ms: late_s && late_s * 1000, eventLoop: health.eventLoop };
    const bySegment = (health.segments ?? []).flatMap(({ segment, faults }) =>
      faults.map((fault) => `segment ${segment}: ${fault}`),
    );
    const faults = bySegment.length > 0 ? bySegment : fidelityFaults({ ...measured, ...shown }, health.openLoop, sla);
    return { valid: faults.length === 0, faults, ...measured };
  }

  private addTimes(end: RequestEnd, client: ClientView): void {
    for (const [name, time_s] of Object.entries(clientTimes(end, client)) as [ClientTime, number | undefined][]) {
      if (time_s !== undefined) this.times[name].record(Math.max(0, time_s));
    }
    if (client.sent_s === undefined) return;
    this.sent++;
    this.inside_s += Math.max(0, end.time_s - client.sent_s);
  }

  private addTokens(end: RequestEnd, client: ClientView): void {
    this.tokens.chunks += client.chunks;
    this.tokens.usageInput += client.usageInputTokens ?? 0;
    this.tokens.usageOutput += client.usageOutputTokens ?? 0;
    if (client.usageOutputTokens === undefined) this.tokens.without_usage++;
    if (end.deliveredTokens !== end.outputTokens) this.tokens.wrong_length++;
  }
}

function healthFigures(health: ClientHealth, sent: number) {
  const { eventLoop, gc, cpu } = health;
  return {
    event_loop_ms: {
      p50: eventLoop.delayP50_s * 1000,
      p99: eventLoop.delayP99_s * 1000,
      max: eventLoop.delayMax_s * 1000,
    },
    utilization: health.utilization,
    gc: { count: gc.count, total_ms: gc.total_s * 1000, max_ms: gc.max_s * 1000 },
    cpu: { ...cpu, ...(sent > 0 && { s_per_1000_requests: ((cpu.user_s + cpu.system_s) / sent) * 1000 }) },
    sockets: health.sockets,
    max_rss_mb: health.maxRss_mb,
    threads: health.threads,
    ...(health.serverCounters && { server_counters: health.serverCounters }),
    ...(health.segments && { segments: health.segments.map(segmentFigures) }),
  };
}

function segmentFigures({ segment, offered, valid, faults, utilization, latenessP99_ms, clock }: SegmentHealth) {
  return {
    segment,
    offered,
    valid,
    faults: [...faults],
    ...(latenessP99_ms !== undefined && { lateness_p99_ms: latenessP99_ms }),
    ...(utilization !== undefined && { utilization }),
    ...(clock && { clock_ahead_ms: clock.ahead_ms, clock_within_ms: clock.within_ms }),
  };
}
