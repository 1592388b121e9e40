/**
 * The decode workers: a prefilled request waits until a worker has a batch slot and KV room for its whole life (prompt
 * and output reserved in full, so nothing is ever preempted), then its KV cache is transferred, its first token is out,
 * and it joins the worker's continuous batch.
 */
import type { PoolSample, RunSink } from '../../reports/record/index.js';
import type { ClusterSpec } from '../../scenarios/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { BatchListener, DecodeBatch } from '../engine/decode-batch.js';
import type { EngineModel } from '../engine-model/index.js';
import { Fleet, Worker } from '../fleet/index.js';
import { Fifo } from './fifo.js';
import { type InFlight, kvTokensNeeded } from './in-flight.js';
import { leastLoaded } from './least-loaded.js';
import type { PoolOptions } from './pool-options.js';
import { StageMeter } from './stage-meter.js';

/** Makes the batch of one worker. */
export type BatchFactory = (model: EngineModel, listener: BatchListener) => DecodeBatch;

export interface DecodeListener {
  /** The KV cache is at the decode worker and the first token is out. */
  onFirstToken(inFlight: InFlight): void;
  readonly onTokenGaps: BatchListener['tokenGaps'];
  onFinished(inFlight: InFlight): void;
}

class DecodeWorker extends Worker {
  readonly queue = new Fifo<InFlight>();
  batch!: DecodeBatch;
  /** Requests with a transfer under way. */
  transferring = 0;
  reservedKvTokens = 0;
  /** KV tokens reserved, plus those that the worker's own queue will need. */
  promisedKvTokens = 0;

  get taken(): number {
    return this.batch.size + this.transferring;
  }
}

interface Transfer {
  readonly inFlight: InFlight;
  readonly worker: DecodeWorker;
}

export class DecodePool {
  readonly fleet: Fleet<DecodeWorker>;
  readonly queued = new StageMeter();
  readonly transferring = new StageMeter();
  readonly running = new StageMeter();
  readonly kvCapacityTokens: number;
  transfersBegun = 0;
  transfersEnded = 0;
  private readonly waiting = new Fifo<InFlight>();
  private readonly model: EngineModel;
  private readonly transferEnd: EventKind<Transfer>;

  constructor(
    private readonly kernel: Kernel,
    sink: RunSink,
    private readonly options: PoolOptions,
    private readonly transfer: ClusterSpec['transfer'],
    private readonly kvBytesPerToken: number,
    makeBatch: BatchFactory,
    private readonly listener: DecodeListener,
  ) {
    this.model = options.model;
    this.kvCapacityTokens = options.model.kvCapacityTokens;
    this.transferEnd = kernel.define<Transfer>(PRIORITY.workEnd, (transfer) => this.endTransfer(transfer));
    this.fleet = new Fleet<DecodeWorker>(kernel, sink, {
      role: 'decode',
      life: options.life,
      infrastructure: options.infrastructure,
      random: options.random,
      create: (ordered_s) => this.createWorker(ordered_s, makeBatch),
      onReady: () => this.dispatch(),
      onDraining: () => undefined,
      onLost: () => undefined,
      load: (worker) => worker.promisedKvTokens,
    });
  }

  /** Tells every token gap up to now. */
  sync(): void {
    for (const worker of this.fleet.members) worker.batch.sync();
  }

  /** Brings every request inside up to date. */
  settle(): void {
    for (const worker of this.fleet.members) worker.batch.settle();
  }

  /** Whether any worker of this pool, empty, could hold the request. */
  canEverHold(inFlight: InFlight): boolean {
    return kvTokensNeeded(inFlight.request) <= this.kvCapacityTokens;
  }

  /** Takes a request whose prompt is computed. */
  submit(inFlight: InFlight): void {
    this.queued.enter(this.kernel.now);
    inFlight.stageSince_s = this.kernel.now;
    this.waiting.push(inFlight);
    this.dispatch();
  }

  sample(): PoolSample {
    const counts = this.fleet.counts();
    let reserved = 0;
    for (const worker of this.fleet.members) reserved += worker.reservedKvTokens;
    const capacity = (counts.ready + counts.draining) * this.kvCapacityTokens;
    return {
      ...counts,
      queued: this.queued.count,
      running: this.running.count + this.transferring.count,
      ...(capacity > 0 && { kvUsage: reserved / capacity }),
      gpusPerWorker: this.options.gpusPerWorker,
    };
  }

  /** A ready worker that could take waiting work but does not; there must never be one. */
  idleBesideWork(): Worker | undefined {
    const head = this.waiting.peek();
    for (const worker of this.fleet.ready()) {
      const own = worker.queue.peek();
      if ((own && this.fits(worker, own)) || (head && this.fits(worker, head))) return worker;
    }
    return undefined;
  }

  /** A worker whose reserved KV is outside [0, capacity]; there must never be one. */
  brokenReservation(): Worker | undefined {
    return this.fleet.members.find((w) => w.reservedKvTokens < 0 || w.reservedKvTokens > this.kvCapacityTokens);
  }

  /** KV tokens reserved over all workers. */
  reservedKvTokens(): number {
    return this.fleet.members.reduce((sum, worker) => sum + worker.reservedKvTokens, 0);
  }

  private createWorker(ordered_s: number, makeBatch: BatchFactory): DecodeWorker {
    const worker = new DecodeWorker(this.options.nextWorkerId(), 'decode', this.options.gpusPerWorker, ordered_s);
    worker.batch = makeBatch(this.model, {
      finished: (inFlight) => this.finish(inFlight, worker),
      tokenGaps: this.listener.onTokenGaps,
    });
    return worker;
  }

  private fits(worker: DecodeWorker, inFlight: InFlight): boolean {
    return (
      worker.taken < this.options.maxBatch &&
      worker.reservedKvTokens + kvTokensNeeded(inFlight.request) <= this.kvCapacityTokens
    );
  }

  /** Hands waiting requests to workers in order of arrival; the first that fits nowhere holds back the rest. */
  private dispatch(): void {
    for (let head = this.waiting.peek(); head; head = this.waiting.peek()) {
      const inFlight = head;
      const takes = (worker: DecodeWorker) => this.options.queue === 'per_worker' || this.fits(worker, inFlight);
      const worker = leastLoaded(this.fleet.ready(), takes, (w) => w.promisedKvTokens);
      if (!worker) return;
      this.waiting.shift();
      worker.promisedKvTokens += kvTokensNeeded(inFlight.request);
      worker.queue.push(inFlight);
      this.admitOwn(worker);
    }
  }

  /** Admits from the worker's own queue while the head fits. */
  private admitOwn(worker: DecodeWorker): void {
    for (let head = worker.queue.peek(); head && this.fits(worker, head); head = worker.queue.peek()) {
      worker.queue.shift();
      this.beginTransfer(head, worker);
    }
  }

  private beginTransfer(inFlight: InFlight, worker: DecodeWorker): void {
    const now_s = this.kernel.now;
    worker.reservedKvTokens += kvTokensNeeded(inFlight.request);
    worker.transferring++;
    worker.setBusy(true, now_s);
    inFlight.decodeWorker = worker.id;
    this.queued.leave(now_s, inFlight.stageSince_s);
    this.transferring.enter(now_s);
    this.transfersBegun++;
    inFlight.stageSince_s = now_s;
    this.kernel.at(now_s + this.transferSeconds(inFlight), this.transferEnd, { inFlight, worker });
  }

  private transferSeconds(inFlight: InFlight): number {
    const bytes = inFlight.request.inputTokens * this.kvBytesPerToken;
    return this.transfer.latency_ms / 1e3 + bytes / (this.transfer.bandwidth_gb_per_s * 1e9);
  }

  private endTransfer({ inFlight, worker }: Transfer): void {
    const now_s = this.kernel.now;
    worker.transferring--;
    this.transfersEnded++;
    this.transferring.leave(now_s, inFlight.stageSince_s);
    this.running.enter(now_s);
    inFlight.stageSince_s = now_s;
    this.listener.onFirstToken(inFlight);
    worker.batch.join(inFlight);
  }

  private finish(inFlight: InFlight, worker: DecodeWorker): void {
    const now_s = this.kernel.now;
    const tokens = kvTokensNeeded(inFlight.request);
    worker.reservedKvTokens -= tokens;
    worker.promisedKvTokens -= tokens;
    this.running.leave(now_s, inFlight.stageSince_s);
    worker.setBusy(worker.taken > 0, now_s);
    this.listener.onFinished(inFlight);
    this.admitOwn(worker);
    this.dispatch();
    if (worker.queue.length === 0) this.fleet.releaseIfDrained(worker);
  }
}
