/**
 * Since when a pool has kept nobody's promise. A pool that is short of capacity keeps none for long; one that is unlucky once
 * keeps the next.
 */
export class PromiseWatch {
  private shortSince_s: number | undefined;

  /** `most_s`: the longest that keeps the promise; seconds. */
  constructor(private readonly most_s: number) {}

  /** Since when the pool is short, as far as it is known now; undefined while it is not. */
  get since_s(): number | undefined {
    return this.shortSince_s;
  }

  /**
   * Somebody who came at `came_s`, when the pool was short since `before_s` if at all, took so long. The answer: since when
   * nobody was served in time; undefined for one who was. Others may have been served meanwhile: a worker that is new
   * serves those who come now, while those who came before wait at the old ones.
   */
  note(took_s: number, came_s: number, before_s?: number): number | undefined {
    if (took_s <= this.most_s) {
      this.shortSince_s = undefined;
      return undefined;
    }
    this.shortSince_s ??= before_s ?? came_s;
    return before_s ?? this.shortSince_s;
  }

  /** The same for one who leaves unserved: an early leaver tells nothing of the pool, and nobody of its recovery. */
  noteUnserved(took_s: number, came_s: number, before_s?: number): number | undefined {
    return took_s <= this.most_s ? undefined : this.note(took_s, came_s, before_s);
  }
}
