/**
 * One worker's life and the account of its GPU time: (pending →) starting → ready → draining → gone, or starting →
 * paused → starting in a warm pool. What it serves lives in the pools; they only tell it when it is busy.
 */
import type { Role } from '../../planner-core/index.js';
import type { WorkerEnd, WorkerKind, WorkerState } from '../../reports/record/index.js';

type Account = keyof WorkerEnd['seconds'] | 'withoutGpus';

/** A worker, from its order to its end. `kind`: what it is of several. */
export class Worker {
  readonly id: number;
  readonly role: Role;
  readonly gpus: number;
  readonly ordered_s: number;
  state: WorkerState = 'starting';
  ready_s?: number;
  drain_s?: number;
  gone_s?: number;
  readonly stages: { name: string; start_s: number; end_s?: number }[] = [];
  private busy = false;
  private pausedHoldsGpus = true;
  private accountSince_s: number;
  private readonly seconds = { starting: 0, serving: 0, idle: 0, draining: 0 };
  private withoutGpus_s = 0;

  constructor(
    id: number,
    role: Role,
    gpus: number,
    ordered_s: number,
    readonly kind: WorkerKind = {},
  ) {
    this.id = id;
    this.role = role;
    this.gpus = gpus;
    this.ordered_s = ordered_s;
    this.accountSince_s = ordered_s;
  }

  enter(state: WorkerState, now_s: number): void {
    this.settle(now_s);
    this.state = state;
    if (state === 'ready') this.ready_s = now_s;
    if (state === 'draining') this.drain_s = now_s;
    if (state === 'gone') this.gone_s = now_s;
  }

  /** Pauses a started worker; without its GPUs it costs nothing until it is woken. */
  pause(now_s: number, holdsGpus: boolean): void {
    this.enter('paused', now_s);
    this.pausedHoldsGpus = holdsGpus;
  }

  beginStage(name: string, now_s: number): void {
    this.stages.push({ name, start_s: now_s });
  }

  /** Ends the stage that runs, if one does. */
  endStage(now_s: number): void {
    const stage = this.stages.at(-1);
    if (stage && stage.end_s === undefined) stage.end_s = now_s;
  }

  setBusy(busy: boolean, now_s: number): void {
    if (busy === this.busy) return;
    this.settle(now_s);
    this.busy = busy;
  }

  isBusy(): boolean {
    return this.busy;
  }

  /** Closes the account at `now_s` and tells the whole life. */
  end(now_s: number): WorkerEnd {
    this.settle(now_s);
    return {
      worker: this.id,
      role: this.role,
      ...this.kind,
      gpus: this.gpus,
      ordered_s: this.ordered_s,
      stages: this.stages,
      ...(this.ready_s !== undefined && { ready_s: this.ready_s }),
      ...(this.drain_s !== undefined && { drain_s: this.drain_s }),
      ...(this.gone_s !== undefined && { gone_s: this.gone_s }),
      seconds: { ...this.seconds },
      ...(this.withoutGpus_s > 0 && { withoutGpus_s: this.withoutGpus_s }),
    };
  }

  /** Books the time since the last change on the account of the state that ends now. */
  private settle(now_s: number): void {
    const account = this.account();
    const elapsed_s = now_s - this.accountSince_s;
    if (account === 'withoutGpus') this.withoutGpus_s += elapsed_s;
    else if (account) this.seconds[account] += elapsed_s;
    this.accountSince_s = now_s;
  }

  private account(): Account | undefined {
    switch (this.state) {
      case 'gone':
        return undefined;
      case 'pending':
        return 'withoutGpus';
      case 'paused':
        return this.pausedHoldsGpus ? 'idle' : 'withoutGpus';
      case 'ready':
        return this.busy ? 'serving' : 'idle';
      default:
        return this.state;
    }
  }
}
