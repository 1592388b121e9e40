/**
 * The prefill workers: each computes one prompt at a time, first come first served, from one queue for the pool or
 * from a queue of its own that the router chose at arrival.
 */
import type { PoolSample, RunSink } from '../../reports/record/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { EngineModel } from '../engine-model/index.js';
import { Fleet, Worker } from '../fleet/index.js';
import { Fifo } from './fifo.js';
import type { InFlight } from './in-flight.js';
import { leastLoaded } from './least-loaded.js';
import type { PoolOptions } from './pool-options.js';
import { StageMeter } from './stage-meter.js';

class PrefillWorker extends Worker {
  readonly queue = new Fifo<InFlight>();
  current?: InFlight;
  /** Prompt tokens queued here and in work. */
  outstandingTokens = 0;
}

export class PrefillPool {
  readonly fleet: Fleet<PrefillWorker>;
  readonly queued = new StageMeter();
  readonly running = new StageMeter();
  /** Requests that no worker has been chosen for: the pooled queue, or arrivals while no worker is ready. */
  private readonly waiting = new Fifo<InFlight>();
  private readonly model: EngineModel;
  private readonly promptEnd: EventKind<PrefillWorker>;

  constructor(
    private readonly kernel: Kernel,
    sink: RunSink,
    private readonly options: PoolOptions,
    private readonly onPrefilled: (inFlight: InFlight) => void,
  ) {
    this.model = options.model;
    this.promptEnd = kernel.define<PrefillWorker>(PRIORITY.workEnd, (worker) => this.endPrompt(worker));
    this.fleet = new Fleet<PrefillWorker>(kernel, sink, {
      role: 'prefill',
      life: options.life,
      infrastructure: options.infrastructure,
      random: options.random,
      create: (ordered_s) => new PrefillWorker(options.nextWorkerId(), 'prefill', options.gpusPerWorker, ordered_s),
      onReady: () => this.dispatch(),
      onDraining: () => undefined,
      onLost: () => undefined,
      load: (worker) => worker.outstandingTokens,
    });
  }

  /** Takes a request at its arrival. */
  submit(inFlight: InFlight): void {
    this.queued.enter(this.kernel.now);
    this.waiting.push(inFlight);
    this.dispatch();
  }

  sample(): PoolSample {
    const counts = this.fleet.counts();
    return {
      ...counts,
      queued: this.queued.count,
      running: this.running.count,
      gpusPerWorker: this.options.gpusPerWorker,
    };
  }

  /** A ready worker that could take waiting work but does not; there must never be one. */
  idleBesideWork(): Worker | undefined {
    for (const worker of this.fleet.ready()) {
      if (!worker.current && (this.waiting.length > 0 || worker.queue.length > 0)) return worker;
    }
    return undefined;
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const worker = this.chooseWorker();
      if (!worker) return;
      const inFlight = this.waiting.shift()!;
      worker.outstandingTokens += inFlight.request.inputTokens;
      worker.queue.push(inFlight);
      this.startNext(worker);
    }
  }

  private chooseWorker(): PrefillWorker | undefined {
    const takesNow = (worker: PrefillWorker) => this.options.queue === 'per_worker' || worker.current === undefined;
    return leastLoaded(this.fleet.ready(), takesNow, (worker) => worker.outstandingTokens);
  }

  private startNext(worker: PrefillWorker): void {
    if (worker.current) return;
    const inFlight = worker.queue.shift();
    worker.setBusy(inFlight !== undefined, this.kernel.now);
    if (!inFlight) {
      this.fleet.releaseIfDrained(worker);
      return;
    }
    worker.current = inFlight;
    inFlight.prefillWorker = worker.id;
    this.queued.leave(this.kernel.now, inFlight.stageSince_s);
    this.running.enter(this.kernel.now);
    inFlight.stageSince_s = this.kernel.now;
    this.kernel.at(this.kernel.now + this.model.prefillSeconds(inFlight.request.inputTokens), this.promptEnd, worker);
  }

  private endPrompt(worker: PrefillWorker): void {
    const inFlight = worker.current!;
    delete worker.current;
    worker.outstandingTokens -= inFlight.request.inputTokens;
    this.running.leave(this.kernel.now, inFlight.stageSince_s);
    inFlight.stageSince_s = this.kernel.now;
    this.startNext(worker);
    if (!worker.current) this.dispatch();
    this.onPrefilled(inFlight);
  }
}
