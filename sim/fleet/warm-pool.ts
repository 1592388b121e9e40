/**
 * Workers that were started ahead of any order and kept paused. An order wakes one of them by a shorter path, and another
 * is prepared in its place.
 */
import type { WarmPoolSpec } from '../../scenarios/index.js';
import type { StartOutcome } from './starter.js';
import type { Worker } from './worker.js';

/** What the warm pool needs of its fleet. */
export interface WarmPoolHands<W extends Worker> {
  readonly create: () => W;
  /** Gives a worker its GPUs from the first instant. */
  readonly seat: (worker: W) => void;
  /** Starts a worker the long way. */
  readonly prepare: (worker: W, outcome: StartOutcome<W>) => void;
  readonly pause: (worker: W, holdsGpus: boolean) => void;
  readonly remove: (worker: W, cause: 'crash' | 'start_failed') => void;
}

/** The paused workers of one fleet, and those that are being prepared to be. */
export class WarmPool<W extends Worker> {
  /** Those that can be woken, the longest paused first. */
  private readonly paused: W[] = [];
  private readonly preparing = new Set<W>();
  private readonly holdsGpus: boolean;

  constructor(
    private readonly spec: WarmPoolSpec,
    private readonly hands: WarmPoolHands<W>,
  ) {
    this.holdsGpus = spec.holds_gpus ?? true;
  }

  /** Workers that hold GPUs: those paused with them, and those being prepared. */
  get holding(): number {
    let count = this.holdsGpus ? this.paused.length : 0;
    for (const worker of this.preparing) if (worker.state !== 'pending') count++;
    return count;
  }

  get members(): readonly W[] {
    return [...this.paused, ...this.preparing];
  }

  /** Fills the pool with workers that are paused from the first instant. */
  begin(): void {
    for (let i = 0; i < this.spec.size; i++) {
      const worker = this.hands.create();
      if (this.holdsGpus) this.hands.seat(worker);
      this.pause(worker);
    }
  }

  /** A worker to wake, and no longer of this pool; `undefined` when none is there yet. */
  take(): W | undefined {
    return this.paused.shift();
  }

  /** Prepares as many as are missing. */
  refill(): void {
    while (this.paused.length + this.preparing.size < this.spec.size) {
      const worker = this.hands.create();
      this.preparing.add(worker);
      this.hands.prepare(worker, {
        taken: () => undefined,
        started: () => {
          this.preparing.delete(worker);
          this.pause(worker);
        },
        failed: () => this.lose(worker, 'start_failed'),
      });
    }
  }

  /** Takes a worker of this pool away and prepares another; false when it is none of this pool's. */
  lose(worker: W, cause: 'crash' | 'start_failed'): boolean {
    const place = this.paused.indexOf(worker);
    if (place >= 0) this.paused.splice(place, 1);
    else if (!this.preparing.delete(worker)) return false;
    this.hands.remove(worker, cause);
    this.refill();
    return true;
  }

  private pause(worker: W): void {
    this.paused.push(worker);
    this.hands.pause(worker, this.holdsGpus);
  }
}
