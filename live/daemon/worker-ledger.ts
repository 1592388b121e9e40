/**
 * From counts to workers: a platform tells how many there are in each state, the record wants each one's life. Workers are told apart
 * by age alone: the oldest that starts becomes ready, the newest that is ready drains, the oldest that drains goes.
 */
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { ClusterSample, PoolSample, RunSink } from '../../reports/index.js';
import type { WorkersByRole } from '../ports.js';

/** What a worker of a role runs on. */
export interface WorkerHardware {
  readonly gpus: number;
  readonly gpuSystem?: string | undefined;
}

interface Worker {
  readonly id: number;
  readonly role: Role;
  readonly ordered_s: number;
  ready_s?: number;
  drain_s?: number;
}

type Life = 'starting' | 'ready' | 'draining';

/** Keeps the lives of workers and tells them to the sink, each worker under a number of its own. */
export class WorkerLedger {
  private readonly workers: Partial<Record<Role, Record<Life, Worker[]>>> = {};
  private next = 0;
  private now_s = 0;
  /** GPU seconds that workers have held so far. */
  gpuSeconds = 0;

  constructor(
    private readonly hardware: Readonly<Partial<Record<Role, WorkerHardware>>>,
    private readonly sink: Pick<RunSink, 'worker' | 'workerEnd'>,
  ) {}

  /** Takes the counts of now; what changed since the last call happened now. */
  observe(time_s: number, counts: WorkersByRole): void {
    this.advance(time_s);
    for (const [role, { starting, ready, draining }] of Object.entries(counts) as [Role, WorkerCounts][]) {
      const has = this.workers[role] ?? { starting: [], ready: [], draining: [] };
      this.workers[role] = has;
      while (has.draining.length < draining) {
        const worker = has.ready.length > ready ? has.ready.pop()! : this.order(role);
        worker.drain_s = time_s;
        this.enter(worker, 'draining');
      }
      while (has.ready.length < ready && has.starting.length > 0) this.becomeReady(has.starting.shift()!);
      while (has.ready.length < ready) this.becomeReady(this.order(role));
      while (has.starting.length < starting) this.enter(this.order(role), 'starting');
      while (has.starting.length > starting) this.leave(has.starting.pop()!);
      while (has.ready.length > ready) this.leave(has.ready.pop()!);
      while (has.draining.length > draining) this.leave(has.draining.shift()!);
    }
  }

  /** Closes the accounts of the workers that are still there. */
  close(time_s: number): void {
    this.advance(Math.max(time_s, this.now_s));
    for (const has of Object.values(this.workers)) {
      for (const worker of [...has.starting, ...has.ready, ...has.draining]) this.tellEnd(worker, undefined);
    }
  }

  private advance(time_s: number): void {
    for (const [role, has] of Object.entries(this.workers) as [Role, Record<Life, Worker[]>][]) {
      const workers = has.starting.length + has.ready.length + has.draining.length;
      this.gpuSeconds += workers * (this.hardware[role]?.gpus ?? 0) * (time_s - this.now_s);
    }
    this.now_s = time_s;
  }

  private order(role: Role): Worker {
    return { id: this.next++, role, ordered_s: this.now_s };
  }

  private becomeReady(worker: Worker): void {
    worker.ready_s = this.now_s;
    this.enter(worker, 'ready');
  }

  private enter(worker: Worker, life: Life): void {
    this.workers[worker.role]![life].push(worker);
    this.sink.worker({ time_s: this.now_s, worker: worker.id, role: worker.role, ...this.kind(worker), state: life });
  }

  private leave(worker: Worker): void {
    this.sink.worker({ time_s: this.now_s, worker: worker.id, role: worker.role, ...this.kind(worker), state: 'gone' });
    this.tellEnd(worker, this.now_s);
  }

  /** Whether a ready worker had work cannot be told from counts; its whole time counts as serving. */
  private tellEnd({ id, role, ordered_s, ready_s, drain_s, ...worker }: Worker, gone_s: number | undefined): void {
    const end_s = gone_s ?? this.now_s;
    const servedTo_s = drain_s ?? end_s;
    this.sink.workerEnd({
      worker: id,
      role,
      ...this.kind({ role, ...worker }),
      ordered_s,
      stages: [],
      ...(ready_s !== undefined && { ready_s }),
      ...(drain_s !== undefined && { drain_s }),
      ...(gone_s !== undefined && { gone_s }),
      seconds: {
        starting: (ready_s ?? drain_s ?? end_s) - ordered_s,
        serving: ready_s === undefined ? 0 : servedTo_s - ready_s,
        idle: 0,
        draining: drain_s === undefined ? 0 : end_s - drain_s,
      },
    });
  }

  private kind({ role }: Pick<Worker, 'role'>): { gpus: number; gpuSystem?: string } {
    const { gpus = 0, gpuSystem } = this.hardware[role] ?? {};
    return { gpus, ...(gpuSystem !== undefined && { gpuSystem }) };
  }
}

/** The pools of a sample of the timeline, from the platform's counts; what only engines know is absent. */
export function poolSamples(
  counts: WorkersByRole,
  hardware: Readonly<Partial<Record<Role, WorkerHardware>>>,
): ClusterSample['pools'] {
  const entries = (Object.entries(counts) as [Role, WorkerCounts][]).map(([role, workers]): [Role, PoolSample] => {
    const { ready, starting, draining, pending = 0 } = workers;
    const { gpus = 0, gpuSystem } = hardware[role] ?? {};
    const holding = ready + starting + draining - pending;
    const kind = { ready, starting, draining, gpus: holding * gpus, ...(gpuSystem !== undefined && { gpuSystem }) };
    return [role, { ...workers, kinds: [kind] }];
  });
  return Object.fromEntries(entries);
}
