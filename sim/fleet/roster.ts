/** The workers of a fleet that are ordered and not gone, counted by state, so that asking costs nothing. */
import type { WorkerState } from '../../reports/record/index.js';
import type { Worker } from './worker.js';

/** The members of one fleet. */
export class Roster<W extends Worker> {
  /** In the order in which they were ordered. */
  readonly members: W[] = [];
  /** The ready ones, in the same order; a new list at every change, so that one at hand stays as it was. */
  private serving: readonly W[] = [];
  private readonly tally: Record<WorkerState, number> = {
    pending: 0,
    starting: 0,
    paused: 0,
    ready: 0,
    draining: 0,
    gone: 0,
  };
  /** As what each member was counted last. */
  private readonly countedAs = new Map<W, WorkerState>();

  get ready(): readonly W[] {
    return this.serving;
  }

  count(state: WorkerState): number {
    return this.tally[state];
  }

  /** Workers that count towards an order: pending, starting or ready. */
  get active(): number {
    return this.tally.pending + this.tally.starting + this.tally.ready;
  }

  add(worker: W): void {
    this.members.push(worker);
    this.update(worker);
  }

  /** The worker may be in another state now. */
  update(worker: W): void {
    this.recount(worker, worker.state);
  }

  /** Takes a worker out, whatever state it says it is in; false when it is none of these. */
  remove(worker: W): boolean {
    const place = this.members.indexOf(worker);
    if (place < 0) return false;
    this.members.splice(place, 1);
    this.recount(worker, undefined);
    return true;
  }

  private recount(worker: W, state: WorkerState | undefined): void {
    const before = this.countedAs.get(worker);
    if (before === state) return;
    if (before) this.tally[before]--;
    if (state) {
      this.tally[state]++;
      this.countedAs.set(worker, state);
    } else this.countedAs.delete(worker);
    if (before === 'ready' || state === 'ready') {
      this.serving = this.members.filter((member) => this.countedAs.get(member) === 'ready');
    }
  }
}
