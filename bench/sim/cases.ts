/**
 * The simulated clusters whose speed is measured, and one way to run them: events into histograms and the event hash,
 * invariants on, a planner ticking every minute on scraped metrics.
 */
import { dynamoSla, forecaster, lastValue, type Policy, type Role } from '../../planner-core/index.js';
import {
  type CauseContext,
  createEventHash,
  MissCauses,
  type Summary,
  SummarySink,
  teeSinks,
} from '../../reports/index.js';
import { loadProfile, poolSpec, type TrafficRequest, transferSpec } from '../../scenarios/index.js';
import { exponential, randomStream } from '../../scenarios/random/index.js';
import {
  type PoolInput,
  type SimulatedTraffic,
  type SimulationInput,
  simulate,
  unloadedTimes,
} from '../../sim/index.js';

export type Engine = 'leaping' | 'stepping';

const PROFILE = 'llama-3.1-8b-bf16_h100_sxm_trtllm_tp1';
const SLA = { ttft_ms: 500, tpot_ms: 30 };
/** Requests per second and worker of the published measurements of other simulators. */
const RATE_PER_WORKER = 10;

const { profile } = loadProfile(PROFILE, (path) => path);

/** A pool of the benchmark's engine. */
export function benchPool(fields: Partial<Parameters<typeof poolSpec>[0]>): PoolInput {
  const spec = poolSpec({ profile: PROFILE, replicas: 1, ...fields });
  return { queue: spec.queue, routing: spec.routing, groups: [{ spec, profile }] };
}

/** One aggregated instance, sized every minute by the traffic of the minute before. */
export function aggregated(engine: Engine): SimulationInput {
  return benchInput(engine, { aggregated: benchPool({}) }, sizedByTraffic(1));
}

/** A planner of aggregated workers, bounded so that a run keeps its size. */
export function sizedByTraffic(workers: number): Policy {
  const bounds = { min: workers, max: workers };
  return lastValue({ forecaster: forecaster({ kind: 'constant' }), bounds }) as unknown as Policy;
}

/** Prefill and decode workers under Dynamo's planner, which keeps their number within the GPU budget. */
export function disaggregated(engine: Engine, workers: number): SimulationInput {
  const pool = benchPool({ replicas: workers });
  return benchInput(engine, { prefill: pool, decode: pool }, planner(2 * workers, workers));
}

/** Dynamo's planner, bounded so that a run keeps its size. */
function planner(maxGpuBudget: number, minEndpoint: number): Policy {
  const targets = { ttft_s: SLA.ttft_ms / 1000, itl_s: SLA.tpot_ms / 1000 };
  return dynamoSla({ release: '0.5.1', ...targets, maxGpuBudget, minEndpoint }) as unknown as Policy;
}

export function benchInput(
  engine: Engine,
  pools: Partial<Record<Role, PoolInput>>,
  policy: Policy,
  timelineInterval_s = 60,
): SimulationInput {
  return {
    seed: 1,
    cluster: { pools, transfer: transferSpec(), engine },
    clients: { retries: { max: 0, backoff_s: 1, factor: 2 } },
    frontend: { lost_work: 'fail' },
    faults: [],
    policy,
    observing: { interval_s: 60, metrics: 'scraped', scrape_interval_s: 5 },
    sla: { ttft: SLA.ttft_ms / 1000, tpot: SLA.tpot_ms / 1000 },
    drainLimit_s: 3600,
    timelineInterval_s,
  };
}

/** `count` requests of 512 input and 128 output tokens at 10 a second and worker, Poisson. */
export function poisson(count: number, workers: number): SimulatedTraffic {
  return { requests: draw(count, workers * RATE_PER_WORKER) };
}

function* draw(count: number, rps: number): Generator<TrafficRequest> {
  const random = randomStream(1, 'bench');
  let arrival_s = 0;
  for (let id = 0; id < count; id++) {
    arrival_s += exponential(random) / rps;
    yield { id, arrival_s, inputTokens: 512, outputTokens: 128 };
  }
}

export interface Measured {
  readonly wall_s: number;
  /** Processor seconds of the process, its garbage collector's threads included: what a busy machine does not change. */
  readonly cpu_s: number;
  readonly summary: Summary;
}

/** Misses are explained, as in every run. */
function contextOf({ cluster }: SimulationInput): CauseContext {
  const isAggregated = cluster.pools.aggregated !== undefined;
  return {
    unloaded: unloadedTimes(cluster),
    promptRole: isAggregated ? 'aggregated' : 'prefill',
    decodeRole: isAggregated ? 'aggregated' : 'decode',
    startup_s: { prefill: 60, decode: 60, aggregated: 60 },
    hasPlanner: true,
    slowed: [],
  };
}

/** Runs it to the end. Throws when a request did not end. */
export function measure(input: SimulationInput, traffic: SimulatedTraffic): Measured {
  const causes = new MissCauses(SLA, contextOf(input));
  const summary = new SummarySink(SLA, undefined, causes);
  const hash = createEventHash();
  const started = performance.now();
  const cpu = process.cpuUsage();
  simulate(input, traffic, teeSinks(causes.sink, summary, hash));
  const wall_s = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const figures = summary.summary(hash.digest());
  if (figures.requests.unfinished > 0) throw new Error(`${figures.requests.unfinished} requests did not end`);
  return { wall_s, cpu_s: (user + system) / 1e6, summary: figures };
}
