/**
 * The workers of one role and the requests that they have or that wait for them. What all roles share: groups of workers
 * with their engines, the router, the queue of those whom nobody has taken, the counts. How a request gets from the queue
 * into an engine is the role's own: `PromptPool` (prompts to compute) and `DecodePool` (caches that come by transfer).
 */
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { LostTo, PoolSample, RunSink } from '../../reports/record/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { Deque } from '../engine/deque.js';
import type { EngineFactory, EngineListener } from '../engine/engine.js';
import { createEngineModel } from '../engine-model/index.js';
import { Fleet, type Infrastructure } from '../fleet/index.js';
import { createRouter, DEFAULT_ROUTING, type Router } from '../routing/index.js';
import type { GroupInput, PoolInput } from '../simulation-input.js';
import { IdleClock } from './idle-clock.js';
import { type InFlight, PoolWorker } from './in-flight.js';
import { engineLimits, kindSample, type PoolGroup, shareOrder } from './pool-group.js';
import { PromiseWatch } from './promise-watch.js';
import { StageMeter } from './stage-meter.js';

/** What every pool of a cluster is given. */
export interface PoolContext {
  readonly kernel: Kernel;
  readonly sink: RunSink;
  readonly seed: number;
  readonly makeEngine: EngineFactory<InFlight>;
  /** Worker ids are unique over all pools, in the order of ordering. */
  readonly nextWorkerId: () => number;
  readonly infrastructure: Infrastructure;
  /** A worker is gone with all that it held. */
  readonly onWorkerLost: (worker: PoolWorker, to: LostTo) => void;
  /** From which wait in a queue on the TTFT promise is in danger, and the TPOT promise; seconds. */
  readonly promise: { readonly wait_s: number; readonly tpot_s: number };
}

export abstract class Pool {
  readonly groups: readonly PoolGroup<PoolWorker>[];
  readonly queued = new StageMeter();
  readonly running = new StageMeter();
  readonly waitWatch: PromiseWatch;
  protected readonly paceWatch: PromiseWatch;
  private readonly idle = new IdleClock();
  protected readonly kernel: Kernel;
  /** Requests that no worker has been chosen for. */
  protected readonly waiting = new Deque<InFlight>();
  protected readonly router: Router<PoolWorker>;
  /** Requests are sent to a worker when they come, not when one has room. */
  protected readonly routesAtOnce: boolean;
  private desired: number;
  /** What is ordered of each group. */
  private shares: number[];
  /** A slow start is over. */
  private readonly warmed: EventKind<PoolWorker>;

  constructor(
    readonly role: Role,
    protected readonly context: PoolContext,
    input: PoolInput,
  ) {
    const { kernel, seed } = context;
    this.kernel = kernel;
    this.warmed = kernel.define<PoolWorker>(PRIORITY.workerState, (worker) =>
      worker.slowDown(1 / worker.group.spec.slow_start!.factor, kernel.now),
    );
    const { groups, queue, routing } = input;
    this.routesAtOnce = queue === 'per_worker';
    this.waitWatch = new PromiseWatch(context.promise.wait_s);
    this.paceWatch = new PromiseWatch(context.promise.tpot_s);
    this.router = createRouter<PoolWorker>({
      spec: routing ?? DEFAULT_ROUTING,
      kernel,
      random: randomStream(seed, `routing/${role}`),
      load: (worker) => this.load(worker),
      blockTokens: groups[0]!.spec.block_tokens,
    });
    this.groups = groups.map((group, i) => this.createGroup(group, groups.length === 1 ? undefined : `${role}/${i}`));
    this.shares = groups.map(({ spec }) => spec.replicas);
    this.desired = this.shares.reduce((sum, share) => sum + share, 0);
  }

  /** Takes a request at the start of this stage. */
  abstract submit(inFlight: InFlight): void;
  /** Gives waiting requests to workers that can take them. */
  protected abstract dispatch(): void;
  /** KV tokens that a request can come to need at a worker of this pool. */
  protected abstract kvTokens(request: TrafficRequest): number;
  /** What the router balances. */
  protected abstract load(worker: PoolWorker): number;
  protected abstract listen(worker: PoolWorker): EngineListener<InFlight>;
  /** A ready worker that could take waiting work but does not; there must never be one. */
  abstract idleBesideWork(): PoolWorker | undefined;
  /** Takes back the requests that a worker has not begun, for others. */
  protected abstract handBack(worker: PoolWorker): void;

  /** Puts the workers there that are ready from the first instant. */
  begin(): void {
    for (const group of this.groups) group.fleet.begin(group.spec.replicas);
  }

  /** Carries out a decision for this role. */
  order(desired: number): void {
    this.desired = desired;
    this.shares = shareOrder(this.groups, this.shares, desired);
    this.groups.forEach(({ fleet }, i) => fleet.order(this.shares[i]!));
  }

  /** Whether some worker of this pool, empty, could hold the request to its end. */
  canEverHold(inFlight: InFlight): boolean {
    return this.groups.some((group) => this.couldHold(group, inFlight));
  }

  counts(): WorkerCounts {
    const counts = this.groups.map(({ fleet }) => fleet.counts());
    return counts.reduce(addCounts, { ready: 0, starting: 0, draining: 0, desired: this.desired });
  }

  /** Workers that are not gone. */
  *members(): Generator<PoolWorker> {
    for (const { fleet } of this.groups) yield* fleet.members;
  }

  *ready(): Generator<PoolWorker> {
    for (const { fleet } of this.groups) yield* fleet.ready();
  }

  /** Whether no engine has a step under way. */
  isIdle(): boolean {
    return this.groups.every(({ fleet }) => fleet.members.every(({ engine }) => engine.isIdle));
  }

  sample(): PoolSample {
    let used = 0;
    let capacity = 0;
    for (const worker of this.members()) {
      if (worker.state !== 'ready' && worker.state !== 'draining') continue;
      used += worker.engine.kv.used();
      capacity += worker.engine.kv.capacity;
    }
    return {
      ...this.counts(),
      queued: this.queued.count,
      running: this.running.count,
      ...(capacity > 0 && { kvUsage: used / capacity }),
      kinds: this.groups.map(kindSample),
    };
  }

  /** Tells every token gap up to now. */
  sync(): void {
    for (const { fleet } of this.groups) for (const worker of fleet.members) worker.engine.sync();
  }

  /** Brings every request inside up to date. */
  settle(): void {
    for (const worker of this.members()) worker.engine.settle();
  }

  close(): void {
    for (const { fleet } of this.groups) fleet.close();
  }

  /** Ends a worker's life at once; what it holds is lost. */
  crash(worker: PoolWorker): void {
    worker.group.fleet.crash(worker);
  }

  /** The first waiting request whose client is still there; those before it are forgotten. */
  protected head(queue: Deque<InFlight>): InFlight | undefined {
    for (let head = queue.peek(); head; head = queue.peek()) {
      if (head.isWanted) return head;
      queue.shift();
    }
    return undefined;
  }

  /** Whether an empty worker of this kind could hold the request to its end. */
  protected couldHold({ model, limits }: PoolGroup<PoolWorker>, { request, delivered }: InFlight): boolean {
    const { blockTokens } = limits.kv;
    const tokens = Math.max(this.kvTokens(request), request.inputTokens + delivered);
    return Math.ceil(tokens / blockTokens) <= Math.floor(model.kvCapacityTokens / blockTokens);
  }

  /** The router's choice among those who could hold it; one that looks at caches sees what is in them by now. */
  protected choose(inFlight: InFlight, eligible?: (worker: PoolWorker) => boolean): PoolWorker | undefined {
    if (this.router.wantsBlocks) {
      for (const worker of this.ready()) {
        worker.engine.kv.reclaim();
        this.tellRemoved(worker);
      }
    }
    if (this.groups.length === 1) return this.router.choose(inFlight.request, eligible);
    return this.router.choose(
      inFlight.request,
      (worker) => this.couldHold(worker.group, inFlight) && (!eligible || eligible(worker)),
    );
  }

  /**
   * Tells the router which cached blocks are gone. A block that growth has taken is told of no sooner than the router
   * asks or another is stored: when within that time it went is known only to an engine that does every step.
   */
  private tellRemoved(worker: PoolWorker): void {
    for (const block of worker.removedBlocks) this.router.blockRemoved(worker, block);
    worker.removedBlocks.length = 0;
  }

  protected enterQueue(inFlight: InFlight, stage: 'queued' | 'decode_queued'): void {
    const now_s = this.kernel.now;
    inFlight.stage = stage;
    inFlight.stageSince_s = now_s;
    if (this.routesAtOnce) inFlight.idleBefore_s = this.idle.at(now_s);
    inFlight.shortBefore_s = this.waitWatch.since_s;
    this.queued.enter(now_s);
  }

  /** Books what a wait in this pool's queue was like that ends now. */
  noteWait({ stages, idleBefore_s }: InFlight): void {
    if (idleBefore_s === undefined) return;
    const idle_s = this.idle.at(this.kernel.now) - idleBefore_s;
    if (idle_s > 0) stages.add('idleElsewhere_s', idle_s);
  }

  /** Books the pace at which a request got its tokens. */
  protected notePace({ firstToken_s, lastToken_s, delivered, stages }: InFlight): void {
    if (delivered < 2) return;
    const tpot_s = (lastToken_s! - firstToken_s!) / (delivered - 1);
    const since_s = this.paceWatch.note(tpot_s, firstToken_s!);
    if (since_s !== undefined) stages.held.paceShortSince_s = since_s;
  }

  /** Whether a worker may be given work has changed, or whether it has any. */
  private noteIdle(worker: PoolWorker): void {
    const isIdle = worker.isServing && worker.assigned === 0;
    if (isIdle === worker.isIdle) return;
    worker.isIdle = isIdle;
    this.idle.change(isIdle ? 1 : -1, this.kernel.now);
  }

  /** Books a request on a worker. */
  protected assign(worker: PoolWorker, inFlight: InFlight): void {
    if (worker.assigned++ === 0) this.noteIdle(worker);
    worker.promisedTokens += this.kvTokens(inFlight.request);
    worker.promptTokens += inFlight.request.inputTokens;
    worker.setBusy(true, this.kernel.now);
    this.router.loadChanged(worker);
    this.router.placed(worker, inFlight.request);
  }

  /** Its prompt is no work any more. */
  protected promptDone(worker: PoolWorker, inFlight: InFlight): void {
    worker.promptTokens -= inFlight.request.inputTokens;
    this.router.prefilled(worker, inFlight.request);
    this.router.loadChanged(worker);
  }

  /** Takes a request off a worker's books. `hadPrompt`: its prompt was still to be computed. */
  protected unassign(worker: PoolWorker, inFlight: InFlight, hadPrompt: boolean): void {
    worker.assigned--;
    worker.promisedTokens -= this.kvTokens(inFlight.request);
    if (hadPrompt) worker.promptTokens -= inFlight.request.inputTokens;
    if (worker.assigned === 0) {
      worker.setBusy(false, this.kernel.now);
      this.noteIdle(worker);
    }
    this.router.ended(worker, inFlight.request);
    this.router.loadChanged(worker);
  }

  /** Lets a draining worker go that holds nothing any more. */
  protected releaseIfEmpty(worker: PoolWorker): void {
    if (worker.assigned === 0) worker.group.fleet.releaseIfDrained(worker);
  }

  /** `kind`: its name, where the pool has several kinds of workers. */
  private createGroup(input: GroupInput, kind: string | undefined): PoolGroup<PoolWorker> {
    const { kernel, sink, seed } = this.context;
    const { spec, profile } = input;
    const name = kind ?? this.role;
    const model = createEngineModel(profile);
    const group: PoolGroup<PoolWorker> = {
      name,
      kind: {
        ...(kind !== undefined && { kind }),
        ...(profile.system !== undefined && { gpuSystem: profile.system }),
      },
      spec,
      model,
      gpusPerWorker: profile.gpusPerWorker,
      limits: engineLimits(spec, model, this.role),
      fleet: new Fleet<PoolWorker>(kernel, sink, {
        role: this.role,
        life: spec,
        infrastructure: this.context.infrastructure,
        random: randomStream(seed, `startup/${name}`),
        create: (ordered_s) => this.createWorker(ordered_s, group),
        onReady: (worker) => {
          this.slowStart(worker);
          this.serve(worker, true);
          this.router.add(worker);
          this.dispatch();
        },
        onDraining: (worker, policy) => {
          this.serve(worker, false);
          this.router.remove(worker);
          if (policy === 'redirect') this.handBack(worker);
        },
        onLost: (worker, to) => {
          this.serve(worker, false);
          this.router.remove(worker);
          this.context.onWorkerLost(worker, to);
        },
        load: (worker) => this.load(worker),
      }),
    };
    return group;
  }

  /** Slows a worker down for its first seconds, if its kind says so; those of the first instant have them behind them. */
  private slowStart(worker: PoolWorker): void {
    const { slow_start } = worker.group.spec;
    if (!slow_start || worker.stages.length === 0) return;
    worker.slowDown(slow_start.factor, this.kernel.now);
    this.kernel.at(this.kernel.now + slow_start.duration_s, this.warmed, worker);
  }

  private serve(worker: PoolWorker, isServing: boolean): void {
    worker.isServing = isServing;
    this.noteIdle(worker);
  }

  private createWorker(ordered_s: number, group: PoolGroup<PoolWorker>): PoolWorker {
    const worker = new PoolWorker(this.context.nextWorkerId(), this.role, ordered_s, group);
    const { router } = this;
    const kv = router.wantsBlocks
      ? {
          ...group.limits.kv,
          cacheListener: {
            stored: (block: number) => {
              this.tellRemoved(worker);
              router.blockStored(worker, block);
            },
            removed: (block: number) => worker.removedBlocks.push(block),
          },
        }
      : group.limits.kv;
    worker.engine = this.context.makeEngine(
      group.model,
      { ...group.limits, kv },
      this.listen(worker),
      this.role !== 'prefill',
    );
    return worker;
  }
}

/** The workers of one more group; `desired` is the pool's own. */
function addCounts(sum: WorkerCounts, { ready, starting, draining, pending, warm }: WorkerCounts): WorkerCounts {
  return {
    ...sum,
    ready: sum.ready + ready,
    starting: sum.starting + starting,
    draining: sum.draining + draining,
    ...(pending !== undefined && { pending: (sum.pending ?? 0) + pending }),
    ...(warm !== undefined && { warm: (sum.warm ?? 0) + warm }),
  };
}
