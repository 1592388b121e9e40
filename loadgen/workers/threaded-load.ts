/** A load over several threads: shares of the same schedule, one clock, one sink. */
import { Worker } from 'node:worker_threads';
import { openTraffic } from '../../scenarios/index.js';
import type { Load, LoadConfig, LoadProgress, LoadResult, LoadSink } from '../load.js';
import { offer } from '../schedule/offering.js';
import type { Batch, FromWorker, ToWorker, WorkerStart } from './messages.js';

/** Room between the call and time 0, for messages to arrive. */
const LEAD_MS = 50;
const NOTHING: LoadProgress = { time_s: 0, started: 0, ended: 0, outstanding: 0 };

/** `threads`: 2 or more. Paths in `config` must be resolved. */
export function createThreadedLoad(config: LoadConfig, sink: LoadSink, threads: number): Load {
  const { schedule } = config.bench;
  const { openLoop, duration_s } = offer(
    schedule,
    (pass) => openTraffic(config.traffic, config.seed + pass, (path) => path),
    config.seed,
  );
  const workers = Array.from({ length: threads }, (_, index) => new SendingThread(config, index, threads, sink));
  return {
    openLoop,
    duration_s,
    run: async () => {
      await Promise.all(workers.map((worker) => worker.ready));
      const origin_ms = performance.timeOrigin + performance.now() + LEAD_MS;
      const results = await Promise.allSettled(workers.map((worker) => worker.run(origin_ms)));
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
    index: number,
    of: number,
    private readonly sink: LoadSink,
  ) {
    const start: WorkerStart = { config, share: { index, of } };
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
  const most = (of: (result: LoadResult) => number) => Math.max(...results.map(of));
  const sum = (of: (result: LoadResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const worst = results.map(({ health }) => health.eventLoop).reduce((a, b) => (b.lagging > a.lagging ? b : a));
  return {
    health: {
      eventLoop: {
        delayP50_s: most(({ health }) => health.eventLoop.delayP50_s),
        delayP99_s: most(({ health }) => health.eventLoop.delayP99_s),
        delayMax_s: most(({ health }) => health.eventLoop.delayMax_s),
        looks: worst.looks,
        lagging: worst.lagging,
      },
      utilization: most(({ health }) => health.utilization),
      gc: {
        count: sum(({ health }) => health.gc.count),
        total_s: sum(({ health }) => health.gc.total_s),
        max_s: most(({ health }) => health.gc.max_s),
      },
    },
    sockets: { opened: sum(({ sockets }) => sockets.opened), most: sum(({ sockets }) => sockets.most) },
    asked: sum(({ asked }) => asked),
    texts: results.flatMap(({ texts }) => texts),
    provenance: results[0]!.provenance,
    end_s: most(({ end_s }) => end_s),
  };
}
