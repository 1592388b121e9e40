/**
 * Since when a pool has kept nobody's promise. A pool that is short of capacity keeps none for long; one that is unlucky once
 * keeps the next.
 */
export class PromiseWatch {
  private shortSince_s: number | undefined;

  /** `most`: what may be asked of the pool, in the unit of `took`. */
  constructor(private readonly most: number) {}

  /**
   * Somebody who came at `since_s` took so much. The answer: since when nobody was served in time, the time at which the first
   * of them came; undefined for one who was.
   */
  note(took: number, since_s: number): number | undefined {
    if (took <= this.most) {
      this.shortSince_s = undefined;
      return undefined;
    }
    this.shortSince_s ??= since_s;
    return this.shortSince_s;
  }

  /** The same for one who gives up, which is no sign of the pool's recovery. */
  peek(took: number, since_s: number): number | undefined {
    return took <= this.most ? undefined : (this.shortSince_s ?? since_s);
  }
}
