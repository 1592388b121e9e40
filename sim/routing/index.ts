/** Request routing: which worker of a pool gets a request. docs/routing.md tells the policies and their formulas. */
import type { RoutingSpec } from '../../scenarios/index.js';
import { leastLoaded } from './least-loaded.js';
import { powerOfTwo } from './power-of-two.js';
import { randomWorker } from './random.js';
import { roundRobin } from './round-robin.js';
import type { Routable, Router, RouterOptions } from './router.js';

export type { Routable, Router, RouterOptions } from './router.js';

/** What a pool without a `routing` section does. */
export const DEFAULT_ROUTING: RoutingSpec = {
  policy: 'least_loaded',
  signals: { update_interval_s: 0, lag_s: 0, count_own: true },
};

/** Makes the router of one pool. */
export function createRouter<W extends Routable>(options: RouterOptions<W>): Router<W> {
  const { spec } = options;
  switch (spec.policy) {
    case 'round_robin':
      return roundRobin();
    case 'random':
      return randomWorker(options.random);
    case 'least_loaded':
      return leastLoaded(options, spec.signals);
    case 'power_of_two':
      return powerOfTwo(options, spec.signals);
    case 'kv_aware':
    case 'session_affinity':
      throw new Error(`routing policy ${spec.policy} is not built yet`);
  }
}
