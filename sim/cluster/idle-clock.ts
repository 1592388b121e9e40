/** How long some worker of a pool has had nothing to do: what a request that waits at another one could have used. */
export class IdleClock {
  private idle = 0;
  private elapsed_s = 0;
  private lastChange_s = 0;

  /** One worker more (1) or less (-1) has nothing to do. */
  change(by: 1 | -1, now_s: number): void {
    this.elapsed_s = this.at(now_s);
    this.lastChange_s = now_s;
    this.idle += by;
  }

  /** Seconds up to now in which at least one had nothing to do. */
  at(now_s: number): number {
    return this.idle > 0 ? this.elapsed_s + (now_s - this.lastChange_s) : this.elapsed_s;
  }
}
