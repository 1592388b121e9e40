/** A cluster small enough to follow by hand: 1 ms a prompt token, 10 ms a decode step, 2 ms a transfer. For tests. */
import type { EngineProfile, Policy } from '../../planner-core/index.js';
import type {
  ClientsSpec,
  FaultSpec,
  FrontendSpec,
  PoolSpec,
  TrafficRequest,
  TransferSpec,
} from '../../scenarios/index.js';
import type { PoolInput, SimulationInput } from '../simulation-input.js';

const TRANSFER_S = 0.002;

/** 1 ms a prompt token and 10 ms a decode step, whatever the batch; KV of 100,000 tokens. */
export function smallProfile(overrides: { maxKvTokens?: number; gpusPerWorker?: number } = {}): EngineProfile {
  return {
    id: 'small',
    gpusPerWorker: overrides.gpusPerWorker ?? 1,
    kvBytesPerToken: 0,
    prefill: {
      isl: [1, 10_000, 20_000, 30_000],
      ttftMs: [1, 10_000, 20_000, 30_000],
      tokensPerSecondPerGpu: [1000, 1000, 1000, 1000],
    },
    decode: {
      kvUsage: [0.001, 0.5, 0.001, 0.5],
      contextTokens: [100, 100, 10_000, 10_000],
      itlMs: [10, 10, 10, 10],
      tokensPerSecondPerGpu: [100, 5000, 100, 5000],
      maxKvTokens: overrides.maxKvTokens ?? 100_000,
    },
    provenance: { source: 'made by hand', licence: 'Apache-2.0', verdict: 'unverified' },
  };
}

/** A pool of one worker that starts in 30 s, but for what is given. */
export function poolSpec(overrides: Partial<PoolSpec> = {}): PoolSpec {
  return {
    profile: 'small',
    replicas: 1,
    queue: 'pooled',
    max_batch: 256,
    max_batched_tokens: 8192,
    chunked_prefill: true,
    block_tokens: 1,
    kv_admission: 'full',
    kv_watermark: 0,
    prefix_caching: 'off',
    startup: { stages: [{ name: 'startup', fixed_s: 30 }] },
    ...overrides,
  };
}

/** A policy that orders what the script says for each tick, then keeps still. */
export function scriptedPolicy(
  script: readonly { prefill?: number; decode?: number; aggregated?: number }[],
): Policy<number> {
  return {
    name: 'scripted',
    init: () => ({
      initialState: 0,
      leastWorkers: 0,
      tick: (state) => ({
        state: state + 1,
        decision: { targets: script[state] ?? {}, reasons: [], explanation: {}, log: [] },
      }),
    }),
  };
}

/** A pool of one kind of worker. */
export function pool(spec: PoolSpec, profile: EngineProfile): PoolInput {
  return { queue: spec.queue, routing: spec.routing, groups: [{ spec, profile }] };
}

/** What differs from one prefill and one decode worker, or from one aggregated worker. */
export interface SmallClusterOptions {
  /** A prefill worker computes one prompt at a time unless this says otherwise. */
  readonly prefill?: Partial<PoolSpec>;
  readonly decode?: Partial<PoolSpec>;
  /** Instead of prefill and decode workers. */
  readonly aggregated?: Partial<PoolSpec>;
  readonly transfer?: Partial<TransferSpec>;
  readonly clients?: Partial<ClientsSpec>;
  readonly frontend?: Partial<FrontendSpec>;
  readonly faults?: readonly FaultSpec[];
  readonly profile?: EngineProfile;
  readonly policy?: Policy<number>;
  readonly interval_s?: number;
  readonly drainLimit_s?: number;
  readonly trafficDuration_s?: number;
  readonly seed?: number;
  readonly engine?: 'leaping' | 'stepping';
}

/** A run of a small cluster whose planner follows a script. */
export function smallInput(options: SmallClusterOptions = {}): SimulationInput {
  const profile = options.profile ?? smallProfile();
  const { aggregated } = options;
  return {
    seed: options.seed ?? 1,
    cluster: {
      pools: aggregated
        ? { aggregated: pool(poolSpec(aggregated), profile) }
        : {
            prefill: pool(poolSpec({ max_batch: 1, max_batched_tokens: 1_000_000, ...options.prefill }), profile),
            decode: pool(poolSpec(options.decode), profile),
          },
      transfer: { bandwidth_gb_per_s: 25, latency_ms: TRANSFER_S * 1000, first_token: 'prefill', ...options.transfer },
      engine: options.engine ?? 'leaping',
    },
    clients: { retries: { max: 0, backoff_s: 1, factor: 2 }, ...options.clients },
    frontend: { lost_work: 'fail', ...options.frontend },
    faults: options.faults ?? [],
    policy: options.policy ?? scriptedPolicy([]),
    observing: { interval_s: options.interval_s ?? 60, metrics: 'scraped', scrape_interval_s: 5 },
    sla: {},
    drainLimit_s: options.drainLimit_s ?? 3600,
    timelineInterval_s: 10,
    ...(options.trafficDuration_s !== undefined && { trafficDuration_s: options.trafficDuration_s }),
  };
}

/** Traffic of these rows, in order. */
export function requests(rows: readonly (readonly [arrival_s: number, input: number, output: number])[]): {
  requests: TrafficRequest[];
} {
  return {
    requests: rows.map(([arrival_s, inputTokens, outputTokens], id) => ({ id, arrival_s, inputTokens, outputTokens })),
  };
}
