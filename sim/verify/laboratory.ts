/** Clusters and traffic whose behaviour theory knows: exact service times, real-valued lengths, no room limits. */
import type { EngineProfile, Policy } from '../../planner-core/index.js';
import type { RunSink } from '../../reports/record/index.js';
import type { PoolSpec, TrafficRequest } from '../../scenarios/index.js';
import type { PoolInput, SimulationInput } from '../simulation-input.js';

/** Seconds of prefill for one prompt token in every laboratory profile. */
export const SECONDS_PER_TOKEN = 1e-6;

const FAR = 1e12;

/**
 * A profile with prefill exactly proportional to the tokens (from one token on), and a decode step of `step_s(batch)` at any context (linear
 * between the batches 1 and `maxBatch`, so give a linear one).
 */
export function laboratoryProfile(step_s: (batch: number) => number = () => 1, maxBatch = 2): EngineProfile {
  const tokens = [1, 0.25 * FAR, 0.5 * FAR, FAR];
  const row = (contextTokens: number) => ({
    contextTokens,
    batch: [1, maxBatch],
    stepMs: [step_s(1) * 1000, step_s(maxBatch) * 1000],
  });
  return {
    id: 'laboratory',
    gpusPerWorker: 1,
    kvBytesPerToken: 0,
    prefill: {
      isl: tokens,
      ttftMs: tokens.map((count) => count * SECONDS_PER_TOKEN * 1000),
      tokensPerSecondPerGpu: tokens.map(() => 1 / SECONDS_PER_TOKEN),
    },
    decode: {
      kvUsage: [0, 1, 0, 1],
      contextTokens: [1, 1, 2, 2],
      itlMs: [1, 1, 1, 1],
      tokensPerSecondPerGpu: [1, 1, 1, 1],
      maxKvTokens: FAR * 1000,
    },
    decodeSteps: [row(1), row(2)],
    provenance: { source: 'closed forms', licence: 'Apache-2.0', verdict: 'ok' },
  };
}

/** A cluster for one closed form. */
export interface Laboratory {
  readonly profile: EngineProfile;
  /** One worker that computes one request at a time, prompt and tokens, instead of prefill and decode workers. */
  readonly aggregated?: boolean;
  /** A link that every KV transfer shares; without it they take no time. */
  readonly link_gb_per_s?: number;
  readonly prefillWorkers?: number;
  readonly decodeWorkers?: number;
  readonly policy?: Policy;
  readonly interval_s?: number;
  readonly startup_s?: number;
}

/** A simulation of the laboratory: nothing drains, nothing is scraped unless a policy asks. */
export function laboratoryInput(laboratory: Laboratory, seed: number): SimulationInput {
  const spec = (replicas: number, max_batch: number): PoolSpec => ({
    profile: 'laboratory',
    replicas,
    queue: 'pooled',
    max_batch,
    max_batched_tokens: FAR,
    chunked_prefill: laboratory.aggregated !== true,
    block_tokens: 1,
    kv_admission: 'full',
    kv_watermark: 0,
    prefix_caching: 'off',
    startup: { stages: [{ name: 'startup', fixed_s: laboratory.startup_s ?? 0 }] },
  });
  const { profile, link_gb_per_s } = laboratory;
  const pool = (of: PoolSpec): PoolInput => ({ queue: of.queue, groups: [{ spec: of, profile }] });
  return {
    seed,
    cluster: {
      pools: laboratory.aggregated
        ? { aggregated: pool(spec(1, 1)) }
        : {
            prefill: pool(spec(laboratory.prefillWorkers ?? 1, 1)),
            decode: pool(spec(laboratory.decodeWorkers ?? 1, 1_000_000)),
          },
      transfer: {
        bandwidth_gb_per_s: FAR,
        latency_ms: 0,
        first_token: 'prefill',
        ...(link_gb_per_s !== undefined && { shared: { gb_per_s: link_gb_per_s, per: 'cluster' } }),
      },
      engine: 'leaping',
    },
    clients: { retries: { max: 0, backoff_s: 1, factor: 2 } },
    frontend: { lost_work: 'fail' },
    faults: [],
    policy: laboratory.policy ?? idlePolicy,
    observing: { interval_s: laboratory.interval_s ?? 1e9, metrics: 'exact', scrape_interval_s: 1e9 },
    sla: {},
    drainLimit_s: Number.POSITIVE_INFINITY,
    timelineInterval_s: 1e5,
  };
}

/** A policy that never orders anything. */
const idlePolicy: Policy = {
  name: 'idle',
  init: () => ({
    initialState: null,
    leastWorkers: 0,
    tick: () => ({ state: null, decision: { targets: {}, reasons: [], explanation: {}, log: [] } }),
  }),
};

/** A sink that hears nothing but what is given. */
export function listen(parts: Partial<RunSink>): RunSink {
  const silent = () => undefined;
  return {
    arrival: silent,
    firstToken: silent,
    tokenGaps: silent,
    requestEnd: silent,
    tick: silent,
    worker: silent,
    workerEnd: silent,
    sample: silent,
    runEnd: silent,
    ...parts,
  };
}

/** `count` requests with gaps and lengths drawn one by one. */
export function laboratoryTraffic(count: number, gap_s: () => number, input: () => number, output: () => number) {
  return { requests: drawRequests(count, gap_s, input, output) };
}

function* drawRequests(
  count: number,
  gap_s: () => number,
  input: () => number,
  output: () => number,
): Generator<TrafficRequest> {
  let arrival_s = 0;
  for (let id = 0; id < count; id++) {
    arrival_s += gap_s();
    yield { id, arrival_s, inputTokens: input(), outputTokens: output() };
  }
}
