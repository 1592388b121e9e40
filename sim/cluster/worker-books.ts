/** What each worker of a pool has been given, as pool and router count it, and how long some worker had nothing to do. */
import type { TrafficRequest } from '../../scenarios/index.js';
import type { Kernel } from '../core/kernel.js';
import type { Router } from '../routing/index.js';
import { IdleClock } from './idle-clock.js';
import type { InFlight, PoolWorker } from './in-flight.js';

/** The books of one pool. */
export class WorkerBooks {
  private readonly idle = new IdleClock();

  /** `kvTokens`: KV tokens that a request can come to need at a worker of this pool. */
  constructor(
    private readonly kernel: Kernel,
    private readonly router: Router<PoolWorker>,
    private readonly kvTokens: (request: TrafficRequest) => number,
  ) {}

  /** Seconds up to now in which at least one serving worker had nothing to do. */
  get idle_s(): number {
    return this.idle.at(this.kernel.now);
  }

  /** A worker may be given work from now on, or no more. */
  serve(worker: PoolWorker, isServing: boolean): void {
    worker.isServing = isServing;
    this.noteIdle(worker);
  }

  /** Books a request on a worker. */
  assign(worker: PoolWorker, { request }: InFlight): void {
    if (worker.assigned++ === 0) this.noteIdle(worker);
    worker.promisedTokens += this.kvTokens(request);
    worker.promptTokens += request.inputTokens;
    worker.setBusy(true, this.kernel.now);
    this.router.loadChanged(worker);
    this.router.placed(worker, request);
  }

  /** Its prompt is no work any more. */
  promptDone(worker: PoolWorker, { request }: InFlight): void {
    worker.promptTokens -= request.inputTokens;
    this.router.prefilled(worker, request);
    this.router.loadChanged(worker);
  }

  /** Takes a request off a worker's books. `hadPrompt`: its prompt was still to be computed. */
  unassign(worker: PoolWorker, { request }: InFlight, hadPrompt: boolean): void {
    worker.assigned--;
    worker.promisedTokens -= this.kvTokens(request);
    if (hadPrompt) worker.promptTokens -= request.inputTokens;
    if (worker.assigned === 0) {
      worker.setBusy(false, this.kernel.now);
      this.noteIdle(worker);
    }
    this.router.ended(worker, request);
    this.router.loadChanged(worker);
  }

  private noteIdle(worker: PoolWorker): void {
    const isIdle = worker.isServing && worker.assigned === 0;
    if (isIdle === worker.isIdle) return;
    worker.isIdle = isIdle;
    this.idle.change(isIdle ? 1 : -1, this.kernel.now);
  }
}
