/**
 * Everybody inside the cluster, in order of arrival: a chain through the requests themselves, so that whoever leaves does so
 * in constant time, from wherever it is.
 */
import type { InFlight } from './in-flight.js';

/** The requests inside. A request is in one cluster at most. */
export class Inside {
  private newest: InFlight | undefined;
  private count = 0;

  /** How many there are. */
  get size(): number {
    return this.count;
  }

  /** Adds one that is not inside. */
  add(inFlight: InFlight): void {
    this.count++;
    inFlight.older = this.newest;
    if (this.newest) this.newest.newer = inFlight;
    this.newest = inFlight;
  }

  /** Takes out one that is inside. */
  remove(inFlight: InFlight): void {
    this.count--;
    const { newer, older } = inFlight;
    if (newer) newer.older = older;
    else this.newest = older;
    if (older) older.newer = newer;
    inFlight.newer = undefined;
    inFlight.older = undefined;
  }

  /** All of them as they are now, in order of arrival. */
  all(): InFlight[] {
    const all: InFlight[] = [];
    for (let inFlight = this.newest; inFlight; inFlight = inFlight.older) all.push(inFlight);
    return all.reverse();
  }
}
