/**
 * What a pool's capacity did over time, from its workers' events: when workers were on their way, when some were missing after
 * a crash, when orders came and when capacity was given away. Grows with the workers, not with the requests.
 */
import type { WorkerEvent, WorkerState } from '../../record/events.js';

/** How long each state held between two times; seconds, which sum to the whole. */
export interface CapacityWindow {
  /** Workers had crashed and were not replaced. */
  readonly short_s: number;
  /** Nobody missing, and workers were on their way. */
  readonly starting_s: number;
  /** Neither, before the first order, and after it. */
  readonly beforeOrder_s: number;
  readonly afterOrder_s: number;
  readonly orders: number;
}

/** Times of something that happens, ascending. */
class Moments {
  private readonly times_s: number[] = [];

  add(time_s: number): void {
    this.times_s.push(time_s);
  }

  /** How many came in (from, to]. */
  between(from_s: number, to_s: number): number {
    return countUpTo(this.times_s, to_s) - countUpTo(this.times_s, from_s);
  }

  firstIn(from_s: number, to_s: number): number | undefined {
    const time_s = this.times_s[countUpTo(this.times_s, from_s)];
    return time_s !== undefined && time_s <= to_s ? time_s : undefined;
  }
}

/** For how long a condition has held, at any time asked. */
class Held {
  private readonly changes_s: number[] = [];
  private readonly sums_s: number[] = [];
  private holds = false;

  set(holds: boolean, time_s: number): void {
    if (holds === this.holds) return;
    const sum_s = this.upTo(time_s);
    this.changes_s.push(time_s);
    this.sums_s.push(sum_s);
    this.holds = holds;
  }

  between(from_s: number, to_s: number): number {
    return Math.max(0, this.upTo(to_s) - this.upTo(from_s));
  }

  private upTo(time_s: number): number {
    const i = countUpTo(this.changes_s, time_s) - 1;
    if (i < 0) return 0;
    // it began with not holding, so it holds after every odd number of changes
    return this.sums_s[i]! + (i % 2 === 0 ? time_s - this.changes_s[i]! : 0);
  }
}

/** The history of one pool. Events come in order of time; seconds from the start of the run. */
export class CapacityHistory {
  private readonly states = new Map<number, WorkerState>();
  private starting = 0;
  private missing = 0;
  private readonly isStarting = new Held();
  private readonly isShort = new Held();
  private readonly orders = new Moments();
  private readonly givenAway = new Moments();

  /** Takes an event of one of the pool's workers. */
  add({ worker, state, time_s, cause }: WorkerEvent): void {
    const before = this.states.get(worker);
    const wasOnItsWay = before === 'starting' || before === 'pending';
    const isOnItsWay = state === 'starting' || state === 'pending';
    if (isOnItsWay && !wasOnItsWay) this.starting++;
    if (wasOnItsWay && !isOnItsWay) this.starting--;
    const isNew = before === undefined || before === 'paused';
    if (isNew && time_s > 0 && (isOnItsWay || state === 'ready')) this.orders.add(time_s);
    if (state === 'ready' && this.missing > 0) this.missing--;
    const isCrash = cause === 'crash';
    if (before === 'ready' && state === 'gone' && isCrash) this.missing++;
    if (before === 'ready' && (state === 'draining' || (state === 'gone' && !isCrash))) this.givenAway.add(time_s);
    if (state === 'gone') this.states.delete(worker);
    else this.states.set(worker, state);
    this.isShort.set(this.missing > 0, time_s);
    this.isStarting.set(this.starting > 0 && this.missing === 0, time_s);
  }

  window(from_s: number, to_s: number): CapacityWindow {
    const quiet_s = (begin_s: number, end_s: number) =>
      Math.max(0, end_s - begin_s - this.isShort.between(begin_s, end_s) - this.isStarting.between(begin_s, end_s));
    const firstOrder_s = this.orders.firstIn(from_s, to_s) ?? to_s;
    return {
      short_s: this.isShort.between(from_s, to_s),
      starting_s: this.isStarting.between(from_s, to_s),
      beforeOrder_s: quiet_s(from_s, firstOrder_s),
      afterOrder_s: quiet_s(firstOrder_s, to_s),
      orders: this.orders.between(from_s, to_s),
    };
  }

  /** Ready workers that were told to go in (from, to]. */
  givenAwayIn(from_s: number, to_s: number): number {
    return this.givenAway.between(from_s, to_s);
  }
}

/** How many of the ascending times are not after this one. */
function countUpTo(times_s: readonly number[], time_s: number): number {
  let [low, high] = [0, times_s.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times_s[middle]! <= time_s) low = middle + 1;
    else high = middle;
  }
  return low;
}
