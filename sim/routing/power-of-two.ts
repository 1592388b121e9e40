/** Power of two choices: two different workers drawn at random, the less loaded gets the request, the first drawn of equals. */

import type { SignalsSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import { Roster } from './roster.js';
import { DEAF, type Routable, type Router } from './router.js';
import { createLoadSight } from './signals/load-sight.js';
import type { SightOptions } from './signals/sight.js';

/** The router of `policy: power_of_two`. Mitzenmacher (2001), "The power of two choices in randomized load balancing". */
export function powerOfTwo<W extends Routable>(
  options: SightOptions<W> & { readonly random: RandomStream },
  signals: SignalsSpec,
): Router<W> {
  const { random } = options;
  const roster = new Roster<W>();
  const sight = createLoadSight(options, signals);
  return {
    ...DEAF,
    add: (worker) => {
      roster.add(worker);
      sight.add(worker);
    },
    remove: (worker) => {
      roster.remove(worker);
      sight.remove(worker);
    },
    loadChanged: sight.changed,
    placed: sight.placed,
    choose: (_request, eligible) => {
      sight.refresh();
      const first = roster.draw(random, eligible);
      if (!first || roster.members.length === 1) return first;
      const second = roster.draw(random, (worker) => worker !== first && (!eligible || eligible(worker)));
      return second && sight.seen(second) < sight.seen(first) ? second : first;
    },
  };
}
