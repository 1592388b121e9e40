/**
 * The workers of one role: ordered, started, drained, lost, gone. The fleet decides who starts and who goes; what a worker
 * serves is its pool's business, which hears of it through hooks.
 */
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { RunSink } from '../../reports/record/index.js';
import type { LifeSpec, StartupSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { Infrastructure } from './infrastructure.js';
import { Roster } from './roster.js';
import { Starter, type StartOutcome } from './starter.js';
import { WarmPool, type WarmPoolHands } from './warm-pool.js';
import type { Worker } from './worker.js';
import { type LossCause, WorkerLog } from './worker-log.js';

/** What a fleet asks of its pool, and tells it. */
export interface FleetHooks<W extends Worker> {
  /** Makes a worker; the fleet gives it its GPUs and starts it. */
  readonly create: (ordered_s: number) => W;
  /** It may take work from now on. */
  readonly onReady: (worker: W) => void;
  /** It takes no new work; with `redirect` its queued work must be handed back. Without work it leaves right after. */
  readonly onDraining: (worker: W, policy: 'wait' | 'redirect') => void;
  /** Its work, queued and running, is gone. Called before it is `gone`, when it is no longer among {@link Fleet.ready}. */
  readonly onLost: (worker: W, cause: 'crash' | 'drain') => void;
  /** How much work a worker holds; the least loaded one drains first. */
  readonly load: (worker: W) => number;
}

/** Whose workers they are, how they live and what they share. */
export interface FleetOptions<W extends Worker> extends FleetHooks<W> {
  readonly role: Role;
  readonly life: LifeSpec;
  readonly infrastructure: Infrastructure;
  /** Draws startup times and failures. */
  readonly random: RandomStream;
}

/** The workers of one kind. */
export class Fleet<W extends Worker> {
  readonly role: Role;
  private readonly roster = new Roster<W>();
  private readonly log: WorkerLog;
  private readonly starter: Starter<W>;
  private readonly warmPool?: WarmPool<W>;
  private readonly drainTimeout: EventKind<W>;
  private desired = 0;
  /** A worker has started the long way, so that there is a snapshot to restore. */
  private hasSnapshot = false;

  constructor(
    private readonly kernel: Kernel,
    sink: RunSink,
    private readonly options: FleetOptions<W>,
  ) {
    this.role = options.role;
    this.log = new WorkerLog(kernel, sink, options.role);
    this.starter = new Starter(kernel, this.log, options.infrastructure, options.random);
    this.drainTimeout = kernel.define<W>(PRIORITY.workerState, (worker) => this.endDrain(worker));
    const { warm_pool } = options.life;
    if (warm_pool) this.warmPool = new WarmPool(warm_pool, this.warmPoolHands());
  }

  /** Workers that are ordered and not gone, in the order in which they were ordered. */
  get members(): readonly W[] {
    return this.roster.members;
  }

  /** Puts `count` workers there that are ready from the first instant. Throws HR_SCENARIO_INVALID beyond the quota. */
  begin(count: number): void {
    this.desired = count;
    for (let i = 0; i < count; i++) {
      const worker = this.options.create(this.kernel.now);
      this.starter.seat(worker);
      this.roster.add(worker);
      this.becomeReady(worker);
    }
    this.warmPool?.begin();
  }

  /** Orders a count of workers (pending, starting or ready; draining ones are leaving and do not count). */
  order(desired: number): void {
    this.desired = desired;
    this.fill();
    while (this.roster.active > desired) this.remove();
  }

  counts(): WorkerCounts {
    const { roster, desired } = this;
    const pending = roster.count('pending');
    return {
      ready: roster.count('ready'),
      starting: roster.count('starting') + pending,
      draining: roster.count('draining'),
      desired,
      ...(this.options.infrastructure.nodes && { pending }),
      ...(this.warmPool && { warm: this.warmPool.holding }),
    };
  }

  /** Ready workers, in the order in which they were ordered. */
  ready(): readonly W[] {
    return this.roster.ready;
  }

  /** The pool says that a worker has nothing left to do; a draining one leaves now. */
  releaseIfDrained(worker: W): void {
    if (worker.state === 'draining' && !worker.isBusy()) this.leave(worker);
  }

  /** A worker dies with all its work, in whatever state it is; another is started in its place. */
  crash(worker: W): void {
    if (worker.state === 'gone' || this.warmPool?.lose(worker, 'crash')) return;
    this.lose(worker, 'crash');
    this.fill();
  }

  /** Closes the accounts of everyone still here, at the end of the run. */
  close(): void {
    for (const worker of [...this.members, ...(this.warmPool?.members ?? [])]) {
      this.starter.abandon(worker);
      this.log.close(worker);
    }
  }

  private fill(): void {
    while (this.roster.active < this.desired) this.start();
  }

  private start(): void {
    const woken = this.warmPool?.take();
    const worker = woken ?? this.options.create(this.kernel.now);
    const path = woken ? this.options.life.warm_pool!.startup : this.path();
    this.starter.start(worker, path, this.outcomeOf(path));
    this.roster.add(worker);
    if (woken) this.warmPool?.refill();
  }

  /** How a worker starts that is not woken: from the snapshot where there is one. */
  private path(): StartupSpec {
    const { snapshot, startup } = this.options.life;
    return (this.hasSnapshot && snapshot) || startup;
  }

  private outcomeOf(path: StartupSpec): StartOutcome<W> {
    return {
      taken: (worker) => this.roster.update(worker),
      started: (worker) => {
        this.noteStarted(path);
        this.becomeReady(worker);
      },
      failed: (worker) => {
        this.leave(worker, 'start_failed');
        if (path.fails?.after_last_retry !== 'give_up') this.fill();
      },
    };
  }

  private noteStarted(path: StartupSpec): void {
    if (path === this.options.life.startup) this.hasSnapshot = true;
  }

  private becomeReady(worker: W): void {
    this.log.enter(worker, 'ready');
    this.roster.update(worker);
    this.options.onReady(worker);
  }

  /** A worker that is still starting goes first, the newest; then the least loaded ready one, the newest of equals. */
  private remove(): void {
    const starting = this.members.findLast(({ state }) => state === 'starting' || state === 'pending');
    if (starting) {
      this.leave(starting);
      return;
    }
    let chosen: W | undefined;
    for (const worker of this.ready()) {
      if (!chosen || this.options.load(worker) <= this.options.load(chosen)) chosen = worker;
    }
    if (chosen) this.drain(chosen);
  }

  private drain(worker: W): void {
    const { drain = 'wait', drain_timeout_s } = this.options.life;
    if (drain === 'immediate') {
      this.lose(worker, 'drain');
      return;
    }
    this.log.enter(worker, 'draining');
    this.roster.update(worker);
    this.options.onDraining(worker, drain);
    this.releaseIfDrained(worker);
    if (drain_timeout_s === undefined || worker.state !== 'draining') return;
    this.kernel.at(this.kernel.now + drain_timeout_s, this.drainTimeout, worker);
  }

  private endDrain(worker: W): void {
    if (worker.state === 'draining') this.lose(worker, 'drain');
  }

  /** The worker goes with its work; one that is not ready yet has none. */
  private lose(worker: W, cause: 'crash' | 'drain'): void {
    const hadWork = worker.state === 'ready' || worker.state === 'draining';
    if (!this.roster.remove(worker)) return;
    if (hadWork) this.options.onLost(worker, cause);
    this.dismiss(worker, cause === 'crash' ? 'crash' : undefined);
  }

  private leave(worker: W, cause?: LossCause): void {
    if (this.roster.remove(worker)) this.dismiss(worker, cause);
  }

  private dismiss(worker: W, cause?: LossCause): void {
    this.starter.abandon(worker);
    this.log.gone(worker, cause);
    this.starter.free(worker); // last, for another may start on its GPUs at once
  }

  private warmPoolHands(): WarmPoolHands<W> {
    return {
      create: () => this.options.create(this.kernel.now),
      seat: (worker) => this.starter.seat(worker),
      prepare: (worker, outcome) => {
        const path = this.path();
        const started = (prepared: W) => {
          this.noteStarted(path);
          outcome.started(prepared);
        };
        this.starter.start(worker, path, { ...outcome, started });
      },
      pause: (worker, holdsGpus) => {
        this.log.pause(worker, holdsGpus);
        if (!holdsGpus) this.starter.free(worker);
      },
      remove: (worker, cause) => this.dismiss(worker, cause),
    };
  }
}
