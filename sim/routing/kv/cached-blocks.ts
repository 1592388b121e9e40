/** The KV events as the router sees them: which worker has which prefix block cached, at once or with stale signals. */
import type { SignalsSpec } from '../../../scenarios/index.js';
import type { Routable, RouterOptions } from '../router.js';
import { DelayLine } from '../signals/delay-line.js';
import { isFresh, visibleAt } from '../signals/visible-at.js';
import type { Slots } from '../slots.js';
import { HolderIndex } from './holder-index.js';

/** The caches of a pool as its router knows them. */
export class CachedBlocks<W extends Routable> {
  readonly index = new HolderIndex();
  private readonly events = new DelayLine();
  private readonly fresh: boolean;

  constructor(
    private readonly slots: Slots<W>,
    private readonly kernel: RouterOptions<W>['kernel'],
    private readonly signals: SignalsSpec,
  ) {
    this.fresh = isFresh(signals);
  }

  stored(worker: W, block: number): void {
    this.send(worker.id, block);
  }

  removed(worker: W, block: number): void {
    this.send(worker.id, -1 - block);
  }

  /** Takes in the events that have reached the router by now. */
  refresh(): void {
    if (!this.fresh) this.events.deliver(this.kernel.now, this.apply);
  }

  /** A removed block travels as −1 − block: blocks are 0 or more. */
  private send(workerId: number, value: number): void {
    if (this.fresh) {
      this.apply(workerId, value);
      return;
    }
    this.refresh();
    this.events.push(visibleAt(this.signals, this.kernel.now), workerId, value);
  }

  private readonly apply = (workerId: number, value: number): void => {
    const slot = this.slots.ofId(workerId);
    if (slot === undefined) return;
    if (value >= 0) this.index.store(slot, value);
    else this.index.drop(slot, -1 - value);
  };
}
