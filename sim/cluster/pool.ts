/**
 * The workers of one role and the requests that they have or that wait for them. What all roles share: groups of workers
 * with their engines, the router, the queue of those whom nobody has taken, the counts. How a request gets from the queue
 * into an engine is the role's own: `PromptPool` (prompts to compute) and `DecodePool` (caches that come by transfer).
 */
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { PoolSample } from '../../reports/record/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import type { Kernel } from '../core/kernel.js';
import { Deque } from '../engine/deque.js';
import type { EngineListener } from '../engine/engine.js';
import { createRouter, DEFAULT_ROUTING, type Router } from '../routing/index.js';
import type { PoolInput } from '../simulation-input.js';
import { CacheNews } from './cache-news.js';
import { createGroup, type GroupHooks } from './create-group.js';
import type { InFlight, PoolWorker } from './in-flight.js';
import type { PoolContext } from './pool-context.js';
import { addCounts, kindSample, type PoolGroup, shareOrder } from './pool-group.js';
import { PromiseWatch } from './promise-watch.js';
import { QueueBooks, type QueueBooksOptions } from './queue-books.js';
import { SlowStart } from './slowness.js';
import { StageMeter } from './stage-meter.js';
import { WorkerBooks } from './worker-books.js';

/** A pool of workers; see `PromptPool` and `DecodePool`. */
export abstract class Pool {
  readonly groups: readonly PoolGroup<PoolWorker>[];
  readonly queue: QueueBooks;
  readonly running = new StageMeter();
  private readonly paceWatch: PromiseWatch;
  protected readonly kernel: Kernel;
  /** Requests that no worker has been chosen for. */
  protected readonly waiting = new Deque<InFlight>();
  protected readonly books: WorkerBooks;
  private readonly router: Router<PoolWorker>;
  private readonly cacheNews: CacheNews;
  private readonly slowStart: SlowStart;
  /** Requests are sent to a worker when they come, not when one has room. */
  protected readonly routesAtOnce: boolean;
  private desired: number;
  /** What is ordered of each group. */
  private shares: number[];

  constructor(
    readonly role: Role,
    protected readonly context: PoolContext,
    input: PoolInput,
    shortage: QueueBooksOptions['shortage'],
  ) {
    const { kernel, seed } = context;
    this.kernel = kernel;
    this.slowStart = new SlowStart(kernel);
    const { groups, routing } = input;
    this.routesAtOnce = input.queue === 'per_worker';
    this.paceWatch = new PromiseWatch(context.promise.tpot_s);
    this.router = createRouter<PoolWorker>({
      spec: routing ?? DEFAULT_ROUTING,
      kernel,
      random: randomStream(seed, `routing/${role}`),
      load: (worker) => this.load(worker),
      blockTokens: groups[0]!.spec.block_tokens,
    });
    this.cacheNews = new CacheNews(this.router);
    this.books = new WorkerBooks(kernel, this.router, (request) => this.kvTokens(request));
    this.queue = new QueueBooks(kernel, this.books, {
      mostWait_s: context.promise.wait_s,
      shortage,
      isBound: this.routesAtOnce,
    });
    const hooks = this.groupHooks();
    this.groups = groups.map((group, i) =>
      createGroup(context, role, group, groups.length === 1 ? undefined : `${role}/${i}`, hooks),
    );
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

  /** Its workers by state, all kinds together. */
  counts(): WorkerCounts {
    const counts = this.groups.map(({ fleet }) => fleet.counts());
    return counts.reduce(addCounts, { ready: 0, starting: 0, draining: 0, desired: this.desired });
  }

  /** Workers that are not gone. */
  *members(): Generator<PoolWorker> {
    for (const { fleet } of this.groups) yield* fleet.members;
  }

  /** Workers that may be given work. */
  *ready(): Generator<PoolWorker> {
    for (const { fleet } of this.groups) yield* fleet.ready();
  }

  /** Whether no engine has a step under way. */
  isIdle(): boolean {
    return this.groups.every(({ fleet }) => fleet.members.every(({ engine }) => engine.isIdle));
  }

  /** The pool as the timeline shows it. */
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
      queued: this.queue.meter.count,
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

  /** Closes every worker's account. */
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
    if (this.router.wantsBlocks) this.cacheNews.refresh(this.ready());
    if (this.groups.length === 1) return this.router.choose(inFlight.request, eligible);
    return this.router.choose(
      inFlight.request,
      (worker) => this.couldHold(worker.group, inFlight) && (!eligible || eligible(worker)),
    );
  }

  /** Books the pace at which a request got its tokens. */
  protected notePace({ firstToken_s, lastToken_s, delivered, stages }: InFlight): void {
    if (delivered < 2) return;
    const tpot_s = (lastToken_s! - firstToken_s!) / (delivered - 1);
    const since_s = this.paceWatch.note(tpot_s, firstToken_s!);
    if (since_s !== undefined) stages.held.paceShortSince_s = since_s;
  }

  /** Lets a draining worker go that holds nothing any more. */
  protected releaseIfEmpty(worker: PoolWorker): void {
    if (worker.assigned === 0) worker.group.fleet.releaseIfDrained(worker);
  }

  /** What the workers of a group need of this pool. */
  private groupHooks(): GroupHooks {
    return {
      listen: (worker) => this.listen(worker),
      kvOf: (worker, kv) => this.cacheNews.kvOf(worker, kv),
      onReady: (worker) => {
        this.slowStart.begin(worker);
        this.books.serve(worker, true);
        this.router.add(worker);
        this.dispatch();
      },
      onDraining: (worker, policy) => {
        this.books.serve(worker, false);
        this.router.remove(worker);
        if (policy === 'redirect') this.handBack(worker);
      },
      onLost: (worker, to) => {
        this.books.serve(worker, false);
        this.router.remove(worker);
        this.context.onWorkerLost(worker, to);
      },
      load: (worker) => this.load(worker),
    };
  }
}
