/** A load over several threads: shares of the same schedule, one clock, one sink. */
import { Worker } from 'node:worker_threads';
import { worstThread } from '../../reports/measure/index.js';
import { openTraffic } from '../../scenarios/index.js';
import type { Load, LoadConfig, LoadProgress, LoadResult, LoadSink } from '../load.js';
import { offer } from '../schedule/offer.js';
import type { Share } from '../schedule/shapes.js';
import type { Batch, FromWorker, ToWorker, WorkerStart } from './messages.js';

/** Room between the call and time 0, for messages to arrive. */
const LEAD_MS = 50;
const NOTHING: LoadProgress = { time_s: 0, started: 0, ended: 0, outstanding: 0 };

/** `threads`: 2 or more. Paths in `config` must be resolved. `share`: the part of the requests that they send together. */
export function createThreadedLoad(
  config: LoadConfig,
  sink: LoadSink,
  threads: number,
  share: Share = { index: 0, of: 1 },
): Load {
  const { schedule } = config.bench;
  const { openLoop, duration_s } = offer(
    schedule,
    (pass) => openTraffic(config.traffic, config.seed + pass, (path) => path),
    config.seed,
  );
  const workers = Array.from({ length: threads }, (_, thread) => {
    // a request belongs to the same machine, however many threads each of them has
    const own = { index: share.index + thread * share.of, of: share.of * threads };
    return new SendingThread(config, own, sink);
  });
  const ready = Promise.all(workers.map((worker) => worker.ready)).then(() => undefined);
  ready.catch(() => undefined); // told by run
  return {
    openLoop,
    duration_s,
    ready,
    run: async (origin_ms) => {
      await ready;
      const start_ms = performance.timeOrigin + (origin_ms ?? performance.now() + LEAD_MS);
      const results = await Promise.allSettled(workers.map((worker) => worker.run(start_ms)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      return merge(results.map((result) => (result as PromiseFulfilledResult<LoadResult>).value));
    },
    stop: () => {
      for (const worker of workers) worker.stop();
    },
    progress: () =>
      workers
        .map(({ progress }) => progress)
        .reduce((sum, each) => ({
          time_s: Math.max(sum.time_s, each.time_s),
          started: sum.started + each.started,
          ended: sum.ended + each.ended,
          outstanding: sum.outstanding + each.outstanding,
        })),
  };
}

class SendingThread {
  progress = NOTHING;
  readonly ready: Promise<void>;
  private readonly worker: Worker;
  private settle: { resolve: (result: LoadResult) => void; reject: (error: unknown) => void } | undefined;

  constructor(
    config: LoadConfig,
    share: Share,
    private readonly sink: LoadSink,
  ) {
    const start: WorkerStart = { config, share };
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: start });
    this.ready = new Promise((resolve, reject) => {
      this.worker.once('message', () => resolve());
      this.worker.once('error', reject);
    });
    this.worker.on('message', (message: FromWorker) => this.hear(message));
    this.worker.on('error', (error) => this.settle?.reject(error));
  }

  run(origin_ms: number): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.say({ kind: 'run', origin_ms });
    });
  }

  stop(): void {
    this.say({ kind: 'stop' });
  }

  private say(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private hear(message: FromWorker): void {
    if (message.kind === 'batch') {
      this.progress = message.progress;
      this.pass(message.batch);
    } else if (message.kind === 'done') this.settle?.resolve(message.result);
    else if (message.kind === 'failed') this.settle?.reject(message.error);
  }

  private pass({ arrivals, firstTokens, gaps_s, ends }: Batch): void {
    const { sink } = this;
    for (const event of arrivals) sink.arrival(event);
    for (const event of firstTokens) sink.firstToken(event);
    for (const gap_s of gaps_s) sink.tokenGaps(gap_s, 1, 1, 0);
    for (const end of ends) sink.requestEnd(end);
  }
}

function merge(results: readonly LoadResult[]): LoadResult {
  const sum = (of: (result: LoadResult) => number) => results.reduce((total, result) => total + of(result), 0);
  return {
    health: worstThread(results.map(({ health }) => health)),
    sockets: { opened: sum(({ sockets }) => sockets.opened), most: sum(({ sockets }) => sockets.most) },
    asked: sum(({ asked }) => asked),
    texts: results.flatMap(({ texts }) => texts),
    provenance: results[0]!.provenance,
    end_s: Math.max(...results.map(({ end_s }) => end_s)),
  };
}
