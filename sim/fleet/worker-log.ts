/** Moves the workers of one fleet from state to state, and tells each move once. */
import type { Role } from '../../planner-core/index.js';
import type { RunSink, WorkerEvent, WorkerState } from '../../reports/record/index.js';
import type { Kernel } from '../core/kernel.js';
import type { Worker } from './worker.js';

/** Why a worker is gone that was not asked to go. */
export type LossCause = NonNullable<WorkerEvent['cause']>;

/** The moves of one fleet's workers. */
export class WorkerLog {
  constructor(
    private readonly kernel: Kernel,
    private readonly sink: RunSink,
    private readonly role: Role,
  ) {}

  enter(worker: Worker, state: WorkerState): void {
    worker.enter(state, this.kernel.now);
    this.tell(worker, state);
  }

  pause(worker: Worker, holdsGpus: boolean): void {
    worker.pause(this.kernel.now, holdsGpus);
    this.tell(worker, 'paused');
  }

  beginStage(worker: Worker, stage: string): void {
    worker.beginStage(stage, this.kernel.now);
    this.tell(worker, 'starting', { stage });
  }

  /** The worker is gone: its account is closed. */
  gone(worker: Worker, cause?: LossCause): void {
    worker.enter('gone', this.kernel.now);
    this.tell(worker, 'gone', { ...(cause !== undefined && { cause }) });
    this.close(worker);
  }

  /** Closes the account of a worker, at its end or at that of the run. */
  close(worker: Worker): void {
    this.sink.workerEnd(worker.end(this.kernel.now));
  }

  private tell(worker: Worker, state: WorkerState, more: Pick<WorkerEvent, 'stage' | 'cause'> = {}): void {
    this.sink.worker({
      time_s: this.kernel.now,
      worker: worker.id,
      role: this.role,
      ...worker.kind,
      gpus: worker.gpus,
      state,
      ...more,
    });
  }
}
