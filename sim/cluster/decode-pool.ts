/**
 * Decode workers: a request whose prompt is computed elsewhere waits until a worker has a seat and KV room for it, then its
 * cache is transferred and it joins the worker's batch. It waits at the pool (`pooled`) or at the worker that it was sent to
 * (`per_worker`).
 */
import type { TrafficRequest, TransferSpec } from '../../scenarios/index.js';
import type { EngineListener } from '../engine/engine.js';
import type { BandwidthBooks } from '../resources/index.js';
import type { PoolInput } from '../simulation-input.js';
import type { InFlight, PoolWorker } from './in-flight.js';
import { Pool } from './pool.js';
import type { PoolContext, PoolListener } from './pool-context.js';
import { StageMeter } from './stage-meter.js';
import { TransferLinks } from './transfer-links.js';

/** What the pool of decode workers tells its cluster. */
export interface DecodeListener extends PoolListener {
  /** The KV cache is at the decode worker. */
  onTransferred(inFlight: InFlight): void;
}

/** Where a request of this pool is. */
export type DecodeStage = 'decode_queued' | 'transfer' | 'decode';

/** The decode workers of a disaggregated cluster. */
export class DecodePool extends Pool {
  readonly transferring = new StageMeter();
  transfersBegun = 0;
  transfersEnded = 0;
  private readonly links: TransferLinks;
  /** Transfers under way whose requests have gone. */
  private readonly forNobody = new Set<InFlight>();

  constructor(
    context: PoolContext,
    input: PoolInput,
    transfer: TransferSpec,
    kvBytesPerToken: number,
    private readonly listener: DecodeListener,
  ) {
    super('decode', context, input, 'roomShortSince_s');
    this.links = new TransferLinks(context.kernel, transfer, kvBytesPerToken, (inFlight) => this.endTransfer(inFlight));
  }

  /** Takes a request whose prompt is computed. */
  submit(inFlight: InFlight): void {
    this.queue.enter(inFlight, 'decode_queued');
    this.waiting.push(inFlight);
    this.dispatch();
  }

  /** The client of a request in this pool has gone; `stage` is where it was. */
  drop(inFlight: InFlight, stage: DecodeStage): void {
    this.leave(inFlight, stage);
    const worker = inFlight.decodeWorker;
    if (stage === 'transfer') {
      this.forNobody.add(inFlight); // a transfer under way ends first
      return;
    }
    if (!worker) {
      this.dispatch();
      return;
    }
    this.books.unassign(worker, inFlight, false);
    if (stage === 'decode') worker.engine.dropUnwanted();
    this.roomAt(worker);
  }

  /** A worker of the request is gone, with its KV or with its place to go. */
  lose(inFlight: InFlight, stage: DecodeStage, gone: PoolWorker): void {
    this.leave(inFlight, stage);
    const worker = inFlight.decodeWorker;
    if (stage === 'transfer') {
      this.forNobody.add(inFlight); // cut off by `cutTransfers`
    } else if (!worker) {
      this.dispatch(); // it may have been the head that no ready worker could hold
    } else if (worker !== gone) {
      this.books.unassign(worker, inFlight, false);
      this.roomAt(worker);
    }
  }

  /** A worker is gone: transfers from it and to it are cut off, and their other ends are free. */
  cutTransfers(gone: PoolWorker): void {
    for (const inFlight of [...this.forNobody]) {
      if (inFlight.prefillWorker !== gone && inFlight.decodeWorker !== gone) continue;
      this.links.cutOff(inFlight);
      this.endForNobody(inFlight, gone);
    }
  }

  /** The books of every link that transfers share. */
  linkBooks(): BandwidthBooks[] {
    return this.links.books();
  }

  /** Ends the stage of a request that leaves this pool out of turn. */
  private leave(inFlight: InFlight, stage: DecodeStage): void {
    const meter = { decode_queued: this.queue.meter, transfer: this.transferring, decode: this.running }[stage];
    meter.leave(this.kernel.now, inFlight.stageSince_s);
  }

  idleBesideWork(): PoolWorker | undefined {
    const head = this.head(this.waiting);
    for (const worker of this.ready()) {
      const own = this.head(worker.queue);
      if (own ? worker.engine.canReserve(own) : head && this.takesNow(worker, head)) return worker;
    }
    return undefined;
  }

  protected kvTokens({ inputTokens, outputTokens }: TrafficRequest): number {
    return inputTokens + outputTokens;
  }

  protected load(worker: PoolWorker): number {
    return worker.assigned;
  }

  protected dispatch(): void {
    for (let head = this.head(this.waiting); head; head = this.head(this.waiting)) {
      const inFlight = head;
      const worker = this.routesAtOnce
        ? this.choose(inFlight)
        : this.choose(inFlight, (candidate) => candidate.engine.canReserve(inFlight));
      if (!worker) return;
      this.waiting.shift();
      inFlight.decodeWorker = worker;
      this.books.assign(worker, inFlight);
      this.books.promptDone(worker, inFlight);
      worker.queue.push(inFlight);
      this.admitOwn(worker);
    }
  }

  private takesNow(worker: PoolWorker, head: InFlight): boolean {
    return this.couldHold(worker.group, head) && (this.routesAtOnce || worker.engine.canReserve(head));
  }

  protected handBack(worker: PoolWorker): void {
    const back = worker.queue.clear().filter(({ isWanted }) => isWanted);
    for (const inFlight of back.reverse()) {
      this.books.unassign(worker, inFlight, false);
      inFlight.decodeWorker = undefined;
      this.waiting.unshift(inFlight);
    }
    this.dispatch();
  }

  protected listen(worker: PoolWorker): EngineListener<InFlight> {
    return {
      started: () => undefined,
      prefilled: () => undefined,
      begun: (inFlight) => this.listener.onFirstToken(inFlight),
      finished: (inFlight) => {
        this.running.leave(this.kernel.now, inFlight.stageSince_s);
        this.notePace(inFlight);
        this.books.unassign(worker, inFlight, false);
        this.listener.onFinished(inFlight);
        this.roomAt(worker);
      },
      eased: () => this.roomAt(worker),
      tokens: this.listener.onTokens,
      tokenGaps: this.listener.onTokenGaps,
    };
  }

  private roomAt(worker: PoolWorker): void {
    this.admitOwn(worker);
    this.dispatch();
    this.releaseIfEmpty(worker);
  }

  /** Admits from the worker's own queue while the head fits. */
  private admitOwn(worker: PoolWorker): void {
    const { engine } = worker;
    for (let head = this.head(worker.queue); head && engine.canReserve(head); head = this.head(worker.queue)) {
      worker.queue.shift();
      this.beginTransfer(head, worker);
    }
  }

  private beginTransfer(inFlight: InFlight, worker: PoolWorker): void {
    const now_s = this.kernel.now;
    worker.engine.reserve(inFlight);
    this.queue.leave(inFlight);
    if (inFlight.firstToken_s === undefined) inFlight.stages.granted_s = now_s;
    this.transferring.enter(now_s);
    this.transfersBegun++;
    inFlight.stage = 'transfer';
    inFlight.stageSince_s = now_s;
    this.links.send(inFlight);
  }

  private endTransfer(inFlight: InFlight): void {
    if (!inFlight.isWanted) {
      this.endForNobody(inFlight);
      return;
    }
    const now_s = this.kernel.now;
    this.transfersEnded++;
    this.transferring.leave(now_s, inFlight.stageSince_s);
    this.running.enter(now_s);
    if (inFlight.firstToken_s === undefined) inFlight.stages.transferred_s = now_s;
    if (inFlight.stoppedAt_s !== undefined) inFlight.resume(now_s);
    inFlight.stage = 'decode';
    inFlight.stageSince_s = now_s;
    this.listener.onTransferred(inFlight);
    inFlight.decodeWorker!.engine.join(inFlight);
  }

  /** Gives back what a transfer held whose request has gone; `gone`: a worker that nothing can be given back to. */
  private endForNobody(inFlight: InFlight, gone?: PoolWorker): void {
    const worker = inFlight.decodeWorker!;
    this.transfersEnded++;
    this.forNobody.delete(inFlight);
    if (worker !== gone) {
      worker.engine.unreserve(inFlight);
      this.books.unassign(worker, inFlight, false);
    }
    this.listener.onTransferred(inFlight);
    if (worker !== gone) this.roomAt(worker);
  }
}
