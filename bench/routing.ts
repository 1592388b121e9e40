/**
 * `npm run bench:routing`: choices per wall second of every routing policy at 8, 100 and 1,000 workers, with all that a
 * router hears of a request (two changes of load, placed, prefilled, ended), beside a scan over all workers that does the
 * same for least loaded. The last line of stdout is one JSON object.
 */
import type { RoutingSpec, TrafficRequest } from '../scenarios/index.js';
import { randomStream } from '../scenarios/random/index.js';
import { createRouter, type Router } from '../sim/index.js';

interface BenchWorker {
  readonly id: number;
  load: number;
}
type Choose = (request: TrafficRequest) => BenchWorker | undefined;

const WORKERS = [8, 100, 1000];
const RUNS = 3;
const RUN_MS = 300;
/** Requests in flight on each worker. */
const DEPTH = 8;
const PREFIXES = 200;
const PREFIX_BLOCKS = 12;

const signals = { update_interval_s: 0, lag_s: 0, count_own: true };
const kvAware = {
  policy: 'kv_aware',
  overlap_score_credit: 1,
  prefill_load_scale: 1,
  temperature: 0,
  track_active_blocks: true,
  assume_kv_reuse: true,
} as const;
const SPECS: Record<string, RoutingSpec> = {
  round_robin: { policy: 'round_robin' },
  random: { policy: 'random' },
  least_loaded: { policy: 'least_loaded', signals },
  least_loaded_stale: { policy: 'least_loaded', signals: { ...signals, update_interval_s: 1 } },
  power_of_two: { policy: 'power_of_two', signals },
  kv_aware: { ...kvAware, signals },
  session_affinity: {
    policy: 'session_affinity',
    fallback: { policy: 'least_loaded' },
    max_sessions: 100_000,
    signals,
  },
};

const result: Record<string, Record<string, number>> = {};
for (const [name, spec] of Object.entries(SPECS)) {
  report(name, (workers, clock) => {
    const router = createRouter<BenchWorker>({
      spec,
      kernel: clock,
      random: randomStream(1, 'routing'),
      load: (worker) => worker.load,
      blockTokens: 16,
    });
    for (const worker of workers) router.add(worker);
    if (router.wantsBlocks) storePrefixes(router, workers);
    return { router, choose: (request) => router.choose(request) };
  });
}
report('least_loaded_scan', (workers) => ({ choose: () => scan(workers) }));
process.stdout.write(`${JSON.stringify({ choices_per_s: result })}\n`);

/** Measures one policy at every size and keeps the median. */
function report(
  name: string,
  make: (workers: BenchWorker[], clock: { now: number }) => { router?: Router<BenchWorker>; choose: Choose },
): void {
  result[name] = {};
  for (const count of WORKERS) {
    const rates = Array.from({ length: RUNS }, () => {
      const workers = Array.from({ length: count }, (_, id) => ({ id, load: 0 }));
      const clock = { now: 0 };
      const { router, choose } = make(workers, clock);
      return measure(count, clock, choose, router);
    }).sort((a, b) => a - b);
    result[name][count] = Math.round(rates[Math.floor(RUNS / 2)]!);
  }
  process.stderr.write(`${name}: ${JSON.stringify(result[name])}\n`);
}

/** Choices per second with a ring of requests in flight: each new one ends the oldest. */
function measure(count: number, clock: { now: number }, choose: Choose, router?: Router<BenchWorker>): number {
  const random = randomStream(1, 'requests');
  const requests = Array.from({ length: 4096 }, (_, id) => drawRequest(id, random.next()));
  const inFlight: { worker: BenchWorker; request: TrafficRequest }[] = [];
  const move = (worker: BenchWorker, by: number) => {
    worker.load += by;
    router?.loadChanged(worker);
  };
  const started = performance.now();
  let choices = 0;
  while (choices % 1024 !== 0 || performance.now() - started < RUN_MS) {
    const slot = choices % (count * DEPTH);
    const done = inFlight[slot];
    if (done) {
      move(done.worker, -done.request.inputTokens);
      router?.ended(done.worker, done.request);
    }
    clock.now += 0.1 / count;
    const request = { ...requests[choices % requests.length]!, id: choices };
    const worker = choose(request)!;
    move(worker, request.inputTokens);
    router?.placed(worker, request);
    router?.prefilled(worker, request);
    inFlight[slot] = { worker, request };
    choices++;
  }
  return choices / ((performance.now() - started) / 1000);
}

function scan(workers: readonly BenchWorker[]): BenchWorker | undefined {
  let best: BenchWorker | undefined;
  for (const worker of workers) if (!best || worker.load < best.load) best = worker;
  return best;
}

function drawRequest(id: number, draw: number): TrafficRequest {
  const prefix = Math.floor(draw * PREFIXES);
  const prefixBlocks = Array.from({ length: PREFIX_BLOCKS }, (_, block) => prefix * PREFIX_BLOCKS + block);
  const tail = Math.floor(draw * 4096) % 512;
  const inputTokens = PREFIX_BLOCKS * 512 + tail;
  return { id, arrival_s: 0, inputTokens, outputTokens: 128, sessionId: `session ${id}`, prefixBlocks };
}

/** Each prefix is cached on two workers, half of it on two more. */
function storePrefixes(router: Router<BenchWorker>, workers: readonly BenchWorker[]): void {
  for (let prefix = 0; prefix < PREFIXES; prefix++) {
    for (let copy = 0; copy < 4; copy++) {
      const worker = workers[(prefix * 7 + copy) % workers.length]!;
      for (let block = 0; block < (copy < 2 ? PREFIX_BLOCKS : PREFIX_BLOCKS / 2); block++) {
        router.blockStored(worker, prefix * PREFIX_BLOCKS + block);
      }
    }
  }
}
