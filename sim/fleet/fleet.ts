/**
 * The workers of one role: ordered, started stage by stage, drained, gone. The fleet decides who starts and who goes;
 * what a worker serves is its pool's business.
 */
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { RunSink, WorkerState } from '../../reports/record/index.js';
import type { StartupSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { drawStartup, type StartupStage } from './startup.js';
import type { Worker } from './worker.js';

export interface FleetOptions<W extends Worker> {
  readonly role: Role;
  readonly startup: StartupSpec;
  readonly random: RandomStream;
  readonly create: (ordered_s: number) => W;
  /** Called when a worker becomes ready to serve. */
  readonly onReady: (worker: W) => void;
  readonly onDraining: (worker: W) => void;
  readonly onLost: (worker: W) => void;
  /** How much work a worker holds; the least loaded one drains first. */
  readonly load: (worker: W) => number;
}

interface Start<W> {
  readonly worker: W;
  readonly stages: readonly StartupStage[];
  next: number;
}

export class Fleet<W extends Worker> {
  readonly role: Role;
  /** Workers that are not gone, in the order in which they were ordered. */
  readonly members: W[] = [];
  /** The members that are ready, in the same order. */
  private serving: readonly W[] = [];
  private desired = 0;
  private readonly stageEnd: EventKind<Start<W>>;

  constructor(
    private readonly kernel: Kernel,
    private readonly sink: RunSink,
    private readonly options: FleetOptions<W>,
  ) {
    this.role = options.role;
    this.stageEnd = kernel.define<Start<W>>(PRIORITY.workerState, (start) => this.nextStage(start));
  }

  /** Puts `count` workers there that are ready from the first instant. */
  begin(count: number): void {
    this.desired = count;
    for (let i = 0; i < count; i++) this.becomeReady(this.add());
  }

  /** Orders a count of workers (starting or ready; draining ones are leaving and do not count). */
  order(desired: number): void {
    this.desired = desired;
    let active = this.members.filter((w) => w.state === 'starting' || w.state === 'ready').length;
    for (; active < desired; active++) this.start();
    for (; active > desired; active--) this.remove();
  }

  counts(): WorkerCounts {
    const by = { starting: 0, ready: 0, draining: 0, gone: 0 };
    for (const worker of this.members) by[worker.state]++;
    return { ready: by.ready, starting: by.starting, draining: by.draining, desired: this.desired };
  }

  /** Ready workers, in the order in which they were ordered. */
  ready(): readonly W[] {
    return this.serving;
  }

  /** The pool says that a worker has nothing left to do; a draining one leaves now. */
  releaseIfDrained(worker: W): void {
    if (worker.state === 'draining' && !worker.isBusy()) this.retire(worker);
  }

  /** Ends a worker's life at once. */
  crash(worker: W): void {
    this.options.onLost(worker);
    this.retire(worker);
  }

  /** Closes the accounts of everyone still here, at the end of the run. */
  close(): void {
    for (const worker of this.members) this.sink.workerEnd(worker.end(this.kernel.now));
  }

  private start(): void {
    const worker = this.add();
    this.nextStage({ worker, stages: drawStartup(this.options.startup, this.options.random), next: 0 });
  }

  private add(): W {
    const worker = this.options.create(this.kernel.now);
    this.members.push(worker);
    return worker;
  }

  private nextStage(start: Start<W>): void {
    const { worker, stages } = start;
    if (worker.state !== 'starting') return; // cancelled while it was starting
    const running = worker.stages.at(-1);
    if (running) running.end_s = this.kernel.now;
    const stage = stages[start.next++];
    if (!stage) {
      this.becomeReady(worker);
      return;
    }
    worker.stages.push({ name: stage.name, start_s: this.kernel.now });
    this.tell(worker, 'starting', stage.name);
    this.kernel.at(this.kernel.now + stage.seconds, this.stageEnd, start);
  }

  private becomeReady(worker: W): void {
    this.enter(worker, 'ready');
    this.tell(worker, 'ready');
    this.options.onReady(worker);
  }

  /** A worker that is still starting goes first, the newest; then the least loaded ready one, the newest of equals. */
  private remove(): void {
    const starting = this.members.findLast((w) => w.state === 'starting');
    if (starting) {
      this.retire(starting);
      return;
    }
    let chosen: W | undefined;
    for (const worker of this.ready()) {
      if (!chosen || this.options.load(worker) <= this.options.load(chosen)) chosen = worker;
    }
    if (!chosen) return;
    this.enter(chosen, 'draining');
    this.options.onDraining(chosen);
    this.tell(chosen, 'draining');
    this.releaseIfDrained(chosen);
  }

  private retire(worker: W): void {
    this.members.splice(this.members.indexOf(worker), 1);
    this.enter(worker, 'gone');
    this.tell(worker, 'gone');
    this.sink.workerEnd(worker.end(this.kernel.now));
  }

  private enter(worker: W, state: WorkerState): void {
    worker.enter(state, this.kernel.now);
    this.serving = this.members.filter((member) => member.state === 'ready');
  }

  private tell(worker: W, state: WorkerState, stage?: string): void {
    this.sink.worker({
      time_s: this.kernel.now,
      worker: worker.id,
      role: this.role,
      gpus: worker.gpus,
      state,
      ...(stage !== undefined && { stage }),
    });
  }
}
