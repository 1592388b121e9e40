/**
 * `npm run bench:decide`: what one decision costs with a thousand workers, half of them of each role, that all report, by policy, and how large
 * planner-core is for a browser (every module it loads, not minified, gzip). The last line of stdout is one JSON object.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import {
  chiron,
  DYNAMO_PLANNER_DEFAULTS,
  type DynamoPlannerConfig,
  dynamoPlanner,
  dynamoSla,
  forecaster,
  HPA_BEHAVIOUR,
  headroom,
  heteroScale,
  hpa,
  KPA_DEFAULTS,
  keda,
  kpa,
  lastValue,
  type Observation,
  type Policy,
  type PolicyContext,
  tokenScale,
  type WorkerObservation,
  WVA_SATURATION_DEFAULTS,
  wvaQueueing,
  wvaSaturation,
} from '../planner-core/index.js';
import { loadProfile, shippedProfiles } from '../scenarios/index.js';

const WORKERS = 1000;
const PER_ROLE = WORKERS / 2;
const TICKS = 300;
const BOUNDS = { min: 1, max: 4 * WORKERS };

const wide: DynamoPlannerConfig = {
  ...DYNAMO_PLANNER_DEFAULTS,
  maxGpuBudget: -1,
  enableLoadScaling: true,
  throughputInterval_s: 15,
  forecast: { ...DYNAMO_PLANNER_DEFAULTS.forecast, predictor: 'kalman' },
};
const POLICIES: Readonly<Record<string, Policy>> = {
  hpa: hpa({ metric: 'queue', target: 4, tolerance: 0.1, bounds: BOUNDS, behaviour: HPA_BEHAVIOUR }),
  keda: keda({
    targetQueue: 4,
    activationQueue: 0,
    cooldown_s: 300,
    tolerance: 0.1,
    bounds: BOUNDS,
    behaviour: HPA_BEHAVIOUR,
  }),
  kpa: kpa({ ...KPA_DEFAULTS, targetConcurrency: 20, bounds: BOUNDS }),
  'wva-saturation': wvaSaturation({ ...WVA_SATURATION_DEFAULTS, bounds: BOUNDS }),
  'wva-queueing': wvaQueueing({ maxBatch: 256, bounds: BOUNDS }),
  heteroscale: heteroScale({
    tokensPerSecondPerGpu: 1000,
    prefillPerDecode: 0.5,
    scaleOutThreshold: 0.1,
    scaleInThreshold: 0.2,
    cooldown_s: 60,
    bounds: BOUNDS,
  }),
  tokenscale: tokenScale({ headroom: 0.1, bounds: BOUNDS }),
  chiron: chiron({ utilisation: 0.7, maxBatch: 256, bounds: BOUNDS }),
  'last-value': lastValue({ forecaster: forecaster({ kind: 'constant' }), bounds: BOUNDS }),
  headroom: headroom({ attainment: 0.95, bounds: BOUNDS }),
  'dynamo-sla': dynamoSla({ release: '1.0.2', ttft_s: 0.5, itl_s: 0.05, maxGpuBudget: -1, minEndpoint: 1 }),
  'dynamo-planner throughput': dynamoPlanner(wide),
  'dynamo-planner sla': dynamoPlanner({ ...wide, optimizationTarget: 'sla' }),
};

const note = (text: string) => process.stderr.write(`${text}\n`);
const context = contextOf();
const decisions: Record<string, number> = {};
for (const [name, policy] of Object.entries(POLICIES)) {
  decisions[name] = medianMs(policy);
  note(`${name.padEnd(28)} ${decisions[name].toFixed(3)} ms`);
}
const bundle = bundleBytes();
note(`planner-core: ${bundle.modules} modules, ${(bundle.gzip / 1024).toFixed(1)} KiB gzip`);
const worst_ms = Math.max(...Object.values(decisions));
process.stdout.write(
  `${JSON.stringify({ workers: WORKERS, decision_median_ms: decisions, worst_ms, bundle_gzip_bytes: bundle.gzip })}\n`,
);

function medianMs(policy: Policy): number {
  const session = policy.init(context);
  let state = session.initialState;
  const times: number[] = [];
  for (let tick = 0; tick < TICKS; tick++) {
    const observation = observationAt(tick);
    const started = performance.now();
    ({ state } = session.tick(state, observation));
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(TICKS / 2)]!;
}

function contextOf(): PolicyContext {
  const { profile } = loadProfile(shippedProfiles()[0]!, (path) => path);
  const limits = { maxBatchedTokens: 8192, maxBatch: 256, contextTokens: 16_384 };
  const pool = { profile, replicas: PER_ROLE, limits, startupSeconds: 60 };
  return { intervalSeconds: 5, sla: { ttft: 0.5, tpot: 0.05 }, pools: { prefill: pool, decode: pool } };
}

function observationAt(tick: number): Observation {
  const workers = { ready: PER_ROLE, starting: 0, draining: 0, desired: PER_ROLE };
  const swing = 1 + 0.3 * Math.sin(tick / 10);
  return {
    time: 5 * (tick + 1),
    windowSeconds: 5,
    traffic: { requests: 4 * PER_ROLE * swing, inputTokensMean: 1500 * swing, outputTokensMean: 200 },
    latency: { ttft: 0.3, itl: 0.02, requestDuration: 6 },
    workers: { prefill: workers, decode: workers },
    queues: { prefill: PER_ROLE, decode: PER_ROLE },
    workersDetail: { prefill: detail(tick, swing), decode: detail(tick + 7, swing) },
  };
}

function detail(tick: number, swing: number): WorkerObservation[] {
  return Array.from({ length: PER_ROLE }, (_, i) => {
    const share = (((i * 37 + tick * 11) % 100) / 100) * swing * 0.7;
    return {
      id: String(i),
      kvUsage: Math.min(1, share),
      running: Math.floor(100 * share),
      queuedRequests: (i + tick) % 3,
      queuedPrefillTokens: 1500 * ((i + tick) % 3),
      queuedDecodeRequests: 0,
      queuedDecodeKvTokens: 0,
      step: {
        wallTime: 0.01 + 0.02 * share,
        prefillRequests: i % 2,
        prefillTokens: (i % 2) * 2000,
        decodeRequests: Math.floor(100 * share),
        decodeKvTokens: Math.floor(150_000 * share),
      },
    };
  });
}

/** Every module that planner-core's door loads, its packages included. */
function bundleBytes(): { readonly modules: number; readonly gzip: number } {
  const seen = new Set<string>();
  const texts: string[] = [];
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    texts.push(text);
    for (const [, specifier] of text.matchAll(/(?:from|import)\s+'([^']+)'|(?:from|import)\s+"([^"]+)"/g)) {
      if (specifier === undefined) continue;
      visit(specifier.startsWith('.') ? join(dirname(file), specifier) : packageFile(specifier, file));
    }
  };
  visit(fileURLToPath(new URL('../planner-core/index.js', import.meta.url)));
  return { modules: seen.size, gzip: gzipSync(texts.join('\n'), { level: 9 }).length };
}

function packageFile(name: string, from: string): string {
  return createRequire(from).resolve(name);
}
