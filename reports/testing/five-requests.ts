/**
 * A run of ten seconds with five requests, small enough that every figure follows by hand.
 *
 * | id | class | arrives | in | out | first token | last | status     | TTFT ms | TPOT ms | E2E ms | kept |
 * | -- | ----- | ------- | --- | -- | ----------- | ---- | ---------- | ------- | ------- | ------ | ---- |
 * | 0  |       | 0       | 100 | 11 | 0.5         | 1.5  | completed  | 500     | 100     | 1500   | yes  |
 * | 1  |       | 1       | 200 | 21 | 3           | 5    | completed  | 2000    | 100     | 4000   | no   |
 * | 2  | batch | 2       | 300 | 1  | 8           | 8    | completed  | 6000    | –       | 6000   | yes  |
 * | 3  |       | 3       | 400 | 5  | –           | –    | failed     | –       | –       | –      | no   |
 * | 4  |       | 4       | 500 | 41 | 5           | 9    | unfinished | 1000    | (400)   | –      | no   |
 *
 * Request 4 got 11 of its tokens. Request 1 had 50 tokens of its prompt in a cache and was preempted once.
 * One prefill worker with one A100; one decode worker with two H100; a second is ordered at 5 s, ready at 8 s, drained at 9 s.
 */
import type { Prices, SlaSpec } from '../../scenarios/index.js';
import type { ClusterSample, KindSample, RequestEnd, RunSink, TickEvent, WorkerEnd } from '../record/events.js';

/** A request of class `batch` has but a bound on its whole time. */
export const FIVE_SLA: SlaSpec = { ttft_ms: 1000, tpot_ms: 100, classes: { batch: { e2e_ms: 10_000 } } };

/** Of both kinds of GPU. */
export const FIVE_PRICES: Prices = {
  a100_sxm: { usd_per_gpu_hour: 1.8, as_of: '2026-10-01', source: 'list' },
  h100_sxm: { usd_per_gpu_hour: 3.6, as_of: '2026-11-01', source: 'cloud' },
};

const SERVED = { cachedTokens: 0, prefillWorker: 0, decodeWorker: 1, preemptions: 0 };

/** By id, which is also the order of arrival. */
export const FIVE_ENDS: readonly RequestEnd[] = [
  {
    ...SERVED,
    id: 0,
    arrival_s: 0,
    inputTokens: 100,
    outputTokens: 11,
    deliveredTokens: 11,
    firstToken_s: 0.5,
    lastToken_s: 1.5,
    time_s: 1.5,
    status: 'completed',
  },
  {
    ...SERVED,
    id: 1,
    arrival_s: 1,
    inputTokens: 200,
    outputTokens: 21,
    deliveredTokens: 21,
    cachedTokens: 50,
    preemptions: 1,
    firstToken_s: 3,
    lastToken_s: 5,
    time_s: 5,
    status: 'completed',
  },
  {
    ...SERVED,
    id: 2,
    class: 'batch',
    arrival_s: 2,
    inputTokens: 300,
    outputTokens: 1,
    deliveredTokens: 1,
    firstToken_s: 8,
    lastToken_s: 8,
    time_s: 8,
    status: 'completed',
  },
  {
    id: 3,
    arrival_s: 3,
    inputTokens: 400,
    outputTokens: 5,
    deliveredTokens: 0,
    cachedTokens: 0,
    prefillWorker: 0,
    time_s: 4,
    status: 'failed',
  },
  {
    ...SERVED,
    id: 4,
    arrival_s: 4,
    inputTokens: 500,
    outputTokens: 41,
    deliveredTokens: 11,
    firstToken_s: 5,
    lastToken_s: 9,
    time_s: 10,
    status: 'unfinished',
  },
];

/** In the order in which they are told. */
export const FIVE_WORKERS: readonly WorkerEnd[] = [
  {
    worker: 2,
    role: 'decode',
    gpuSystem: 'h100_sxm',
    gpus: 2,
    ordered_s: 5,
    stages: [{ name: 'load', start_s: 5, end_s: 8 }],
    ready_s: 8,
    drain_s: 9,
    gone_s: 10,
    seconds: { starting: 3, serving: 1, idle: 0, draining: 1 },
  },
  {
    worker: 0,
    role: 'prefill',
    gpuSystem: 'a100_sxm',
    gpus: 1,
    ordered_s: 0,
    stages: [],
    ready_s: 0,
    seconds: { starting: 0, serving: 4, idle: 6, draining: 0 },
  },
  {
    worker: 1,
    role: 'decode',
    gpuSystem: 'h100_sxm',
    gpus: 2,
    ordered_s: 0,
    stages: [],
    ready_s: 0,
    seconds: { starting: 0, serving: 8, idle: 2, draining: 0 },
  },
];

/** Tells the run to `sink`, in order of time. */
export function tellFiveRequests(sink: RunSink): void {
  const first = (id: number) => {
    const { firstToken_s, arrival_s, inputTokens } = FIVE_ENDS[id]!;
    sink.firstToken({ time_s: firstToken_s!, id, inputTokens, ttft_s: firstToken_s! - arrival_s });
  };
  const end = (id: number) => sink.requestEnd(FIVE_ENDS[id]!);
  const arrive = (id: number) => {
    const { arrival_s, inputTokens, outputTokens } = FIVE_ENDS[id]!;
    sink.arrival({ time_s: arrival_s, id, inputTokens, outputTokens });
  };
  sink.sample(sampleAt(0, 1, 0));
  sink.worker({ time_s: 0, worker: 0, role: 'prefill', gpus: 1, state: 'ready' });
  sink.worker({ time_s: 0, worker: 1, role: 'decode', gpus: 2, state: 'ready' });
  arrive(0);
  first(0);
  arrive(1);
  sink.tokenGaps(0.1, 1, 10, 0);
  end(0);
  arrive(2);
  first(1);
  arrive(3);
  arrive(4);
  end(3);
  first(4);
  sink.tokenGaps(0.1, 1, 20, 0);
  end(1);
  sink.tick(tickAt(5, 2, ['forecast', 'min_endpoint']));
  sink.worker({ time_s: 5, worker: 2, role: 'decode', gpus: 2, state: 'starting', stage: 'load' });
  sink.sample(sampleAt(5, 1, 1));
  sink.worker({ time_s: 8, worker: 2, role: 'decode', gpus: 2, state: 'ready' });
  first(2);
  end(2);
  sink.tick(tickAt(8, 1, ['forecast', 'max_replicas']));
  sink.worker({ time_s: 9, worker: 2, role: 'decode', gpus: 2, state: 'draining' });
  sink.tokenGaps(0.4, 1, 10, 0);
  sink.worker({ time_s: 10, worker: 2, role: 'decode', gpus: 2, state: 'gone' });
  end(4);
  for (const worker of FIVE_WORKERS) sink.workerEnd(worker);
  sink.runEnd({ time_s: 10, events: 99, steps: { single: 5, leapt: 6 } });
}

function sampleAt(time_s: number, ready: number, starting: number): ClusterSample {
  const prefill: KindSample = { gpuSystem: 'a100_sxm', ready: 1, starting: 0, draining: 0, gpus: 1 };
  const decode: KindSample = { gpuSystem: 'h100_sxm', ready, starting, draining: 0, gpus: 2 * (ready + starting) };
  const load = { queued: 0, running: 1, kvUsage: 0.25 };
  return {
    time_s,
    pools: {
      prefill: { ready: 1, starting: 0, draining: 0, desired: 1, ...load, kinds: [prefill] },
      decode: { ready, starting, draining: 0, desired: ready + starting, ...load, kinds: [decode] },
    },
  };
}

function tickAt(time_s: number, decode: number, reasons: TickEvent['decision']['reasons']): TickEvent {
  return {
    time_s,
    observation: {
      time: time_s,
      windowSeconds: 5,
      traffic: { requests: 5, inputTokensMean: 300, outputTokensMean: Number.NaN },
      latency: { ttft: 1.25 },
      workers: { decode: { ready: 1, starting: 0, draining: 0, desired: 1 } },
    },
    decision: { targets: { prefill: 1, decode }, reasons, explanation: { decode_needed: decode - 0.5 }, log: [] },
    ordered: { prefill: 1, decode },
  };
}
