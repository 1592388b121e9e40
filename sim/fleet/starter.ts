/**
 * Takes workers from ordered to started: gets their GPUs (or lets them wait), goes through the stages, and tries again
 * what failed. Who starts, and what becomes of it, is the fleet's business.
 */
import type { StartupSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { Flow } from '../resources/index.js';
import type { Claim } from './claim.js';
import type { Infrastructure } from './infrastructure.js';
import { backoffSeconds, drawAttempt, type StartupStage } from './startup.js';
import type { Worker } from './worker.js';
import type { WorkerLog } from './worker-log.js';

/** What becomes of a start. */
export interface StartOutcome<W extends Worker> {
  /** It was pending and has its GPUs now. */
  readonly taken: (worker: W) => void;
  readonly started: (worker: W) => void;
  /** Its last retry has failed. */
  readonly failed: (worker: W) => void;
}

interface Course<W extends Worker> {
  readonly worker: W;
  readonly path: StartupSpec;
  readonly outcome: StartOutcome<W>;
  stages: readonly StartupStage[];
  next: number;
  failsAfter?: number | undefined;
  failures: number;
  flow?: Flow | undefined;
  /** Ended or abandoned; an event that still comes is of no account. */
  over: boolean;
}

/** The starts of one fleet. */
export class Starter<W extends Worker> {
  private readonly courses = new Map<W, Course<W>>();
  private readonly claims = new Map<W, Claim>();
  private readonly stageEnd: EventKind<Course<W>>;

  constructor(
    private readonly kernel: Kernel,
    private readonly log: WorkerLog,
    private readonly infrastructure: Infrastructure,
    private readonly random: RandomStream,
  ) {
    this.stageEnd = kernel.define<Course<W>>(PRIORITY.workerState, (course) => this.endStage(course));
  }

  /** Gives a worker its GPUs that is there from the first instant. Throws HR_SCENARIO_INVALID beyond the quota. */
  seat(worker: W): void {
    this.claims.set(worker, this.infrastructure.seat(worker.gpus));
  }

  /** Starts a worker by a path; `outcome` tells once what became of it, unless it is abandoned before. */
  start(worker: W, path: StartupSpec, outcome: StartOutcome<W>): void {
    const course: Course<W> = { worker, path, outcome, stages: [], next: 0, failures: 0, over: false };
    this.courses.set(worker, course);
    const claim = this.claims.get(worker) ?? this.infrastructure.claim(worker.gpus, () => this.granted(course));
    this.claims.set(worker, claim);
    if (claim.granted) {
      this.begin(course, claim);
      return;
    }
    this.log.enter(worker, 'pending');
    worker.beginStage('pending', this.kernel.now);
  }

  /** Stops the start of a worker, if it is starting. */
  abandon(worker: W): void {
    const course = this.courses.get(worker);
    if (course) this.leave(course);
  }

  /** Frees the GPUs of a worker. */
  free(worker: W): void {
    const claim = this.claims.get(worker);
    if (!claim) return;
    this.claims.delete(worker);
    this.infrastructure.release(claim);
  }

  private granted(course: Course<W>): void {
    course.worker.endStage(this.kernel.now);
    this.begin(course, this.claims.get(course.worker)!);
    course.outcome.taken(course.worker);
  }

  private begin(course: Course<W>, claim: Claim): void {
    const { worker } = course;
    if (worker.state !== 'starting') worker.enter('starting', this.kernel.now); // it was pending or paused
    this.attempt(course, claim.provisioning);
  }

  private attempt(course: Course<W>, before: readonly StartupStage[]): void {
    const { stages, failsAfter } = drawAttempt(course.path, this.random);
    course.stages = [...before, ...stages];
    course.next = 0;
    course.failsAfter = failsAfter === undefined ? undefined : failsAfter + before.length;
    this.nextStage(course);
  }

  private nextStage(course: Course<W>): void {
    const { worker } = course;
    const stage = course.stages[course.next++];
    if (!stage) {
      this.leave(course);
      course.outcome.started(worker);
      return;
    }
    this.log.beginStage(worker, stage.name);
    if ('seconds' in stage) this.kernel.at(this.kernel.now + stage.seconds, this.stageEnd, course);
    else course.flow = this.storage().start(stage.bytes, () => this.endStage(course));
  }

  private endStage(course: Course<W>): void {
    if (course.over) return;
    course.flow = undefined;
    course.worker.endStage(this.kernel.now);
    if (course.next === course.failsAfter) this.fail(course);
    else this.nextStage(course);
  }

  private fail(course: Course<W>): void {
    const fails = course.path.fails!; // only a path that can fail does
    course.failures++;
    if (course.failures > (fails.max_retries ?? Number.POSITIVE_INFINITY)) {
      this.leave(course);
      course.outcome.failed(course.worker);
      return;
    }
    this.attempt(course, [{ name: 'retry_wait', seconds: backoffSeconds(fails, course.failures) }]);
  }

  private leave(course: Course<W>): void {
    course.over = true;
    this.courses.delete(course.worker);
    if (course.flow) this.storage().cancel(course.flow);
    course.flow = undefined;
  }

  private storage() {
    const { storage } = this.infrastructure;
    if (!storage) throw new RangeError('a startup stage has bytes_gb, but the cluster has no storage to load from');
    return storage;
  }
}
