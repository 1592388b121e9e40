/** Request routing: which worker of a pool gets a request. docs/reference/routing.md tells the policies and their formulas. */
import type { RoutingSpec, SessionAffinitySpec, SignalsSpec } from '../../scenarios/index.js';
import { kvAware } from './kv/kv-aware.js';
import { leastLoaded } from './least-loaded.js';
import { powerOfTwo } from './power-of-two.js';
import { randomWorker } from './random.js';
import { roundRobin } from './round-robin.js';
import type { Routable, Router, RouterOptions } from './router.js';
import { sessionAffinity } from './session-affinity.js';

export type { Routable, Router, RouterOptions } from './router.js';

const FRESH: SignalsSpec = { update_interval_s: 0, lag_s: 0, count_own: true };

/** What a pool without a `routing` section does. */
export const DEFAULT_ROUTING: RoutingSpec = { policy: 'least_loaded', signals: FRESH };

/** Makes the router of one pool. */
export function createRouter<W extends Routable>(options: RouterOptions<W>): Router<W> {
  const { spec } = options;
  const signals = 'signals' in spec ? spec.signals : FRESH;
  if (spec.policy !== 'session_affinity') return createSessionless(options, spec, signals);
  return sessionAffinity(options, spec, signals, createSessionless(options, spec.fallback, signals));
}

/** The router of a policy that knows no sessions. */
function createSessionless<W extends Routable>(
  options: RouterOptions<W>,
  spec: SessionAffinitySpec['fallback'],
  signals: SignalsSpec,
): Router<W> {
  switch (spec.policy) {
    case 'round_robin':
      return roundRobin();
    case 'random':
      return randomWorker(options.random);
    case 'least_loaded':
      return leastLoaded(options, signals);
    case 'power_of_two':
      return powerOfTwo(options, signals);
    case 'kv_aware':
      return kvAware(options, spec, signals);
  }
}
