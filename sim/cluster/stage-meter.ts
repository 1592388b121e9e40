/**
 * Counts the requests inside one stage of the cluster and checks Little's law on it: the integral of the count over
 * time equals the sum of the times spent inside. The two sums are kept apart on purpose, so that a request that is
 * forgotten, or counted twice, shows.
 */
export class StageMeter {
  private inside = 0;
  private countIntegral_s = 0;
  private timeInside_s = 0;
  private lastChange_s = 0;

  get count(): number {
    return this.inside;
  }

  enter(now_s: number): void {
    this.advance(now_s);
    this.inside++;
  }

  leave(now_s: number, since_s: number): void {
    this.advance(now_s);
    this.inside--;
    this.timeInside_s += now_s - since_s;
  }

  /** Relative gap between L·T and Σ W after every request has left; rounding alone keeps it below 1e-6. */
  littleGap(): number {
    const scale = Math.max(this.countIntegral_s, this.timeInside_s, 1e-9);
    return Math.abs(this.countIntegral_s - this.timeInside_s) / scale;
  }

  private advance(now_s: number): void {
    this.countIntegral_s += this.inside * (now_s - this.lastChange_s);
    this.lastChange_s = now_s;
  }
}
