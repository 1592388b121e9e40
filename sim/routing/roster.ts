/** The workers that may be chosen, in the order of their ids: what the policies without a load index draw from. */
import type { RandomStream } from '../../scenarios/random/index.js';
import type { Routable } from './router.js';

/** Workers in the order of their ids. */
export class Roster<W extends Routable> {
  readonly members: W[] = [];

  add(worker: W): void {
    this.members.splice(this.firstAbove(worker.id), 0, worker);
  }

  remove(worker: W): void {
    const index = this.firstAbove(worker.id) - 1;
    if (this.members[index] === worker) this.members.splice(index, 1);
  }

  /** Position of the first member with an id above this one. */
  firstAbove(id: number): number {
    let low = 0;
    let high = this.members.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.members[middle]!.id > id) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /**
   * Draws uniformly among the members that `fits` accepts. One draw where it hits such a member; otherwise a second
   * one among exactly those, which leaves every one of them the same chance.
   */
  draw(random: RandomStream, fits: ((worker: W) => boolean) | undefined): W | undefined {
    const drawn = this.members[Math.floor(random.next() * this.members.length)];
    if (!drawn || !fits || fits(drawn)) return drawn;
    const fitting = this.members.filter(fits);
    return fitting[Math.floor(random.next() * fitting.length)];
  }
}
