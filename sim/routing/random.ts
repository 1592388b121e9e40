/** Random: every worker that may take the request has the same chance. */
import type { RandomStream } from '../../scenarios/random/index.js';
import { Roster } from './roster.js';
import { DEAF, type Routable, type Router } from './router.js';

/** The router of `policy: random`. */
export function randomWorker<W extends Routable>(random: RandomStream): Router<W> {
  const roster = new Roster<W>();
  return {
    ...DEAF,
    add: (worker) => roster.add(worker),
    remove: (worker) => roster.remove(worker),
    choose: (_request, eligible) => roster.draw(random, eligible),
  };
}
