/**
 * `npm run bench:sim`: simulated requests per wall second of 4 prefill + 4 decode workers, 512 input and 128 output tokens,
 * Poisson, 10 requests/s a worker, planner in the loop, histograms and invariants on; the stepping engine beside the leaping
 * one. The last line of stdout is one JSON object.
 */
import { type Policy, staticReplicas } from '../planner-core/index.js';
import { createEventHash, SummarySink, teeSinks } from '../reports/index.js';
import { loadProfile, poolSpec, type TrafficRequest, transferSpec } from '../scenarios/index.js';
import { exponential, randomStream } from '../scenarios/random/index.js';
import { type PoolInput, type SimulationInput, simulate } from '../sim/index.js';

const WORKERS = 4;
const RATE_PER_WORKER = 10;
const RUNS = 5;
const { profile } = loadProfile('llama-3.1-8b-bf16_h100_sxm_trtllm_tp1', (path) => path);

const leaping = median('leaping', 100_000);
const stepping = median('stepping', 20_000);
const million = measure('leaping', 1_000_000);
process.stdout.write(
  `${JSON.stringify({
    pd_rps: Math.round(leaping),
    stepping_rps: Math.round(stepping),
    leap_over_step: Number((leaping / stepping).toFixed(1)),
    million_s: Number((1e6 / million).toFixed(2)),
    million_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  })}\n`,
);

function median(engine: 'leaping' | 'stepping', requests: number): number {
  const rates = Array.from({ length: RUNS }, () => measure(engine, requests)).sort((a, b) => a - b);
  process.stderr.write(`${engine}: ${rates.map((rate) => Math.round(rate)).join(' ')} requests/s\n`);
  return rates[Math.floor(RUNS / 2)]!;
}

/** Simulated requests per wall second of one run. */
function measure(engine: 'leaping' | 'stepping', requests: number): number {
  const spec = poolSpec({ profile: profile.id, replicas: WORKERS });
  const pool: PoolInput = { queue: 'pooled', groups: [{ spec, profile }] };
  const input: SimulationInput = {
    seed: 1,
    cluster: {
      pools: { prefill: pool, decode: pool },
      transfer: transferSpec(),
      engine,
    },
    clients: { retries: { max: 0, backoff_s: 1, factor: 2 } },
    frontend: { lost_work: 'fail' },
    faults: [],
    policy: staticReplicas() as Policy,
    observing: { interval_s: 60, metrics: 'scraped', scrape_interval_s: 5 },
    sla: {},
    drainLimit_s: 3600,
    timelineInterval_s: 60,
  };
  const summary = new SummarySink({ ttft_ms: 500, tpot_ms: 30 }, undefined);
  const hash = createEventHash();
  const started = performance.now();
  simulate(input, { requests: traffic(requests) }, teeSinks(summary, hash));
  const { completed } = summary.summary(hash.digest()).requests;
  if (completed !== requests) throw new Error(`${completed} of ${requests} requests completed`);
  return requests / ((performance.now() - started) / 1000);
}

function* traffic(count: number): Generator<TrafficRequest> {
  const random = randomStream(1, 'bench');
  let arrival_s = 0;
  for (let id = 0; id < count; id++) {
    arrival_s += exponential(random) / (RATE_PER_WORKER * WORKERS);
    yield { id, arrival_s, inputTokens: 512, outputTokens: 128 };
  }
}
