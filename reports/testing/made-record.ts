/** A run record made up for tests of what is drawn from one. */
import type { RunRecord, TableRow } from '../record/read-run.js';

const figures = { count: 1000, mean: 200, p50: 150, p90: 400, p95: 600, p99: 1200, max: 3000 };

/** Rows of 15 s. */
export function timeline(rows: number): TableRow[] {
  return Array.from({ length: rows }, (_, i) => ({
    time_s: i * 15,
    offered_rps: 3 + Math.sin(i / 9),
    completed_rps: 3 + Math.sin((i - 1) / 9),
    attainment: 0.9,
    ttft_p50_ms: 150,
    ttft_p99_ms: 900 + 20 * i,
    tpot_p50_ms: 20,
    tpot_p99_ms: 25,
    prefill_queued: i % 4,
    prefill_ready: i < 40 ? 1 : 2,
    prefill_starting: i >= 32 && i < 40 ? 1 : 0,
    prefill_draining: 0,
    prefill_desired: i < 32 ? 1 : 2,
    usd_per_hour: 10,
  }));
}

/** An hour on one prefill worker, then two; `changes` replace what they name. */
export function record(
  changes: { summary?: object; run?: object; rows?: number; decisions?: TableRow[]; workers?: TableRow[] } = {},
): RunRecord {
  return {
    run: {
      schema: 'headroom-run/1',
      tool: { name: 'llm-headroom', version: '0.1.0' },
      name: 'an hour',
      status: 'complete',
      command: ['simulate', 'hour.yaml'],
      seed: 1,
      inputs: [{ name: 'hour.yaml', sha256: 'abc' }],
      traffic: {
        format: 'generated',
        rows_read: 1000,
        rows_kept: 1000,
        copies: 0,
        dropped: {},
        requests: 1000,
        input_tokens: 1,
        output_tokens: 1,
        span_s: 3600,
        transforms: [],
        warnings: [],
      },
      profiles: { prefill: { id: 'engine', source: 's', licence: 'l', verdict: 'ok' } },
      prices: {},
      timeline_interval_s: 15,
      event_log_sha256: 'def',
      scenario: { seed: 1, plan: { attainment: 0.85 } },
      wallClock: { started_at: '2026-11-24T00:00:00Z', elapsed_s: 1, node: 'v20', platform: 'linux' },
      ...changes.run,
    },
    summary: {
      requests: { offered: 1000, completed: 1000, failed: 0, unfinished: 0 },
      tokens: { input: 1, output: 1, delivered: 1 },
      sla: { ttft_ms: 1000, tpot_ms: 40 },
      attainment: { overall: 0.912, ttft: 0.92, tpot: 0.99, by_class: {}, ci95: [0.893, 0.928] },
      goodput: { requests_per_s: 2.5, output_tokens_per_s: 500 },
      ttft_ms: figures,
      tpot_ms: figures,
      itl_ms: figures,
      e2e_ms: figures,
      distributions: {
        ttft_ms: [
          [0.1, 100],
          [0.9, 400],
          [1, 3000],
        ],
        tpot_ms: [
          [0.1, 10],
          [1, 30],
        ],
      },
      throughput: { requests_per_s: 2.8, input_tokens_per_s: 1, output_tokens_per_s: 560 },
      gpu_hours: { total: 2, starting: 0.1, serving: 1.5, idle: 0.4, draining: 0, by_role: { prefill: 2 } },
      cost: {
        usd: 14,
        usd_per_million_output_tokens: 3,
        usd_per_good_request: 0.01,
        usd_per_gpu_hour: 7,
        price_as_of: '2026-11-01',
        price_source: 'test',
        by_kind: { prefill: { gpu_hours: 2, usd_per_gpu_hour: 7, usd: 14 } },
      },
      scaling: { decisions: 60, scale_ups: 1, scale_downs: 0, max_workers_by_role: { prefill: 2 } },
      prefix_cache: {},
      event_log_sha256: 'def',
      ...changes.summary,
    },
    timeline: timeline(changes.rows ?? 240),
    decisions: changes.decisions ?? [
      { time_s: 60, prefill_ordered: 1, reasons: 'forecast' },
      { time_s: 120, prefill_ordered: 2, reasons: 'forecast|gpu_budget' },
    ],
    workers: changes.workers ?? [
      { worker: 0, role: 'prefill', serving_gpu_s: 3600, idle_gpu_s: 100, starting_gpu_s: 0, draining_gpu_s: 0 },
    ],
  };
}

/** A run that nobody sent a request to. */
export const nothing = () =>
  record({
    rows: 0,
    decisions: [],
    workers: [],
    summary: {
      requests: { offered: 0, completed: 0, failed: 0, unfinished: 0 },
      attainment: { by_class: {} },
      ttft_ms: undefined,
      tpot_ms: undefined,
      itl_ms: undefined,
      e2e_ms: undefined,
      distributions: {},
      cost: undefined,
      gpu_hours: { total: 0, starting: 0, serving: 0, idle: 0, draining: 0, by_role: {} },
    },
  });

/** Changes that make it a run on two kinds of GPUs. */
export const twoKinds = {
  summary: {
    cost: {
      usd: 14,
      usd_per_gpu_hour: 3.5,
      price_as_of: '2026-11-01',
      price_source: 'one; other',
      by_kind: {
        'decode/0': { gpu_system: 'h100_sxm', gpu_hours: 3, usd_per_gpu_hour: 4, usd: 12 },
        'decode/1': { gpu_system: 'a100_sxm', gpu_hours: 1, usd_per_gpu_hour: 2, usd: 2 },
      },
    },
    prefix_cache: { hit_token_ratio: 0.374 },
    simulation: { events: 9000, simulated_s: 3600, single_steps: 30, leapt_steps: 1200, preemptions: 7 },
  },
};

/** What a client tells that fell behind its schedule. */
export const invalidClient = {
  valid: false,
  faults: ['requests were sent late'],
  asked: 1000,
  sent: 1000,
  lateness_ms: figures,
  event_loop_ms: { p50: 10, p99: 120, max: 400, mean: 11 },
  utilization: 0.99,
  cpu: { s_per_1000_requests: 2 },
  max_rss_mb: 140,
  sockets: { opened: 40 },
  concurrency: { mean: 20, max: 40 },
  tokens: { usage_output: 1, chunks: 1, without_usage: 0, wrong_length: 0 },
  confidence: {},
  retries: 0,
};
