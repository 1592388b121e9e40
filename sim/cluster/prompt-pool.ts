/**
 * Workers that compute prompts: prefill workers, which hold a computed prompt's KV until it is fetched, and aggregated
 * workers, which go on to decode it. A request waits in the pool's queue until a worker would take it into its next step
 * (`pooled`), or goes to a worker as it comes and waits there (`per_worker`).
 */
import type { Role } from '../../planner-core/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';
import type { EngineListener } from '../engine/engine.js';
import type { PoolInput } from '../simulation-input.js';
import type { InFlight, PoolWorker } from './in-flight.js';
import { Pool } from './pool.js';
import type { PoolContext, PoolListener } from './pool-context.js';

/** What a pool of workers that compute prompts tells its cluster. */
export interface PromptListener extends PoolListener {
  /** A prefill worker has computed its prompt and holds its KV until `release`. */
  onPrefilled(inFlight: InFlight): void;
}

/** Where a request of this pool is. */
export type PromptStage = 'queued' | 'prefill' | 'decode';

/** The prefill workers of a cluster, or its aggregated ones. */
export class PromptPool extends Pool {
  constructor(
    role: Role,
    context: PoolContext,
    input: PoolInput,
    private readonly listener: PromptListener,
  ) {
    super(role, context, input, 'promptsShortSince_s');
  }

  submit(inFlight: InFlight): void {
    this.queue.enter(inFlight, 'queued');
    if (inFlight.firstToken_s === undefined) inFlight.stages.queued_s = this.kernel.now;
    this.waiting.push(inFlight);
    this.dispatch();
  }

  /** A prefill worker's KV of this request is not needed any more. */
  release(inFlight: InFlight): void {
    const worker = inFlight.prefillWorker!;
    if (worker.state === 'gone') return;
    worker.engine.releaseKept(inFlight);
    this.books.unassign(worker, inFlight, false);
    this.dispatch();
    this.releaseIfEmpty(worker);
  }

  /** The client of a request in this pool has gone; `stage` is where it was. */
  drop(inFlight: InFlight, stage: PromptStage): void {
    this.leave(inFlight, stage);
    const worker = inFlight.prefillWorker;
    if (worker) {
      this.books.unassign(worker, inFlight, stage !== 'decode');
      worker.engine.dropUnwanted();
    }
    this.dispatch();
    if (worker) this.releaseIfEmpty(worker);
  }

  /** Ends the stage of a request that leaves this pool out of turn. */
  leave(inFlight: InFlight, stage: PromptStage): void {
    (stage === 'queued' ? this.queue.meter : this.running).leave(this.kernel.now, inFlight.stageSince_s);
  }

  idleBesideWork(): PoolWorker | undefined {
    const head = this.head(this.waiting);
    for (const worker of this.ready()) {
      const mayTakeHead = head && this.couldHold(worker.group, head);
      if (mayTakeHead && (this.routesAtOnce || this.takesNow(worker, head))) return worker;
      const { engine } = worker;
      if (engine.isIdle && engine.waitingCount > 0 && engine.kv.used() === 0) return worker;
    }
    return undefined;
  }

  protected kvTokens({ inputTokens, outputTokens }: TrafficRequest): number {
    return this.role === 'prefill' ? inputTokens : inputTokens + outputTokens;
  }

  /** Prompt tokens outstanding where prompts are all the work, requests where they are not. */
  protected load(worker: PoolWorker): number {
    return this.role === 'prefill' ? worker.promptTokens : worker.assigned;
  }

  protected dispatch(): void {
    for (let head = this.head(this.waiting); head; head = this.head(this.waiting)) {
      const inFlight = head;
      const worker = this.routesAtOnce
        ? this.choose(inFlight)
        : this.choose(inFlight, (candidate) => this.takesNow(candidate, inFlight));
      if (!worker) return;
      this.waiting.shift();
      inFlight.prefillWorker = worker;
      if (this.role === 'aggregated') inFlight.decodeWorker = worker;
      this.books.assign(worker, inFlight);
      worker.engine.submit(inFlight);
    }
  }

  protected handBack(worker: PoolWorker): void {
    const back = worker.engine.takeWaiting().filter(({ isWanted }) => isWanted);
    for (const inFlight of back.reverse()) {
      this.books.unassign(worker, inFlight, true);
      inFlight.prefillWorker = undefined;
      inFlight.decodeWorker = undefined;
      this.waiting.unshift(inFlight);
    }
    this.dispatch();
  }

  protected listen(worker: PoolWorker): EngineListener<InFlight> {
    return {
      started: (inFlight) => this.started(inFlight),
      prefilled: (inFlight) => {
        this.running.leave(this.kernel.now, inFlight.stageSince_s);
        if (inFlight.firstToken_s === undefined) inFlight.stages.prefilled_s = this.kernel.now;
        this.books.promptDone(worker, inFlight);
        this.dispatch();
        this.listener.onPrefilled(inFlight);
      },
      begun: (inFlight) => {
        this.books.promptDone(worker, inFlight);
        inFlight.stage = 'decode';
        if (inFlight.delivered === 1) this.listener.onFirstToken(inFlight);
        this.dispatch();
      },
      finished: (inFlight) => {
        this.running.leave(this.kernel.now, inFlight.stageSince_s);
        this.notePace(inFlight);
        this.books.unassign(worker, inFlight, false);
        this.listener.onFinished(inFlight);
        this.dispatch();
        this.releaseIfEmpty(worker);
      },
      eased: () => this.dispatch(),
      tokens: this.listener.onTokens,
      tokenGaps: this.listener.onTokenGaps,
    };
  }

  private started(inFlight: InFlight): void {
    if (inFlight.stage !== 'queued') return;
    const now_s = this.kernel.now;
    this.queue.leave(inFlight);
    if (inFlight.firstToken_s === undefined) inFlight.stages.started_s = now_s;
    inFlight.stage = 'prefill';
    inFlight.stageSince_s = now_s;
    this.running.enter(now_s);
  }

  /**
   * Whether a worker would begin the prompt in its next step, as far as a pool can tell: a seat, budget beside the prompts that
   * it has, and KV room, for the whole life or, where admission asks for no more, for the prompt.
   */
  private takesNow(worker: PoolWorker, inFlight: InFlight): boolean {
    const { engine, promptTokens, group } = worker;
    const { maxBatch, maxStepTokens } = group.limits;
    const { request } = inFlight;
    if (engine.size + engine.waitingCount >= maxBatch) return this.role === 'prefill' ? false : lacksRoom(inFlight);
    if (promptTokens > 0 && promptTokens + request.inputTokens > maxStepTokens) return false;
    if (worker.assigned === 0 || worker.promisedTokens + this.kvTokens(request) <= group.model.kvCapacityTokens) {
      return true;
    }
    return (!engine.kv.reservesFully && engine.canReserve(inFlight)) || lacksRoom(inFlight);
  }
}

/** Notes that it was refused for want of a seat or of KV room; always false. */
function lacksRoom({ stages }: InFlight): false {
  stages.held.lackedRoom = true;
  return false;
}
