/** Least loaded: the worker with the lowest load that the router sees, the lowest id of equals. */
import type { SignalsSpec } from '../../scenarios/index.js';
import { MinTree } from './min-tree.js';
import { DEAF, type Routable, type Router } from './router.js';
import { createLoadSight } from './signals/load-sight.js';
import type { SightOptions } from './signals/sight.js';
import { Slots } from './slots.js';

/** The router of `policy: least_loaded`: O(log workers) a change of load, O(1) a choice where the best one may be taken. */
export function leastLoaded<W extends Routable>(options: SightOptions<W>, signals: SignalsSpec): Router<W> {
  const slots = new Slots<W>();
  const tree = new MinTree();
  const sight = createLoadSight(options, signals, (worker, load) => {
    const slot = slots.of(worker);
    if (slot !== undefined) tree.set(slot, load, worker.id);
  });
  return {
    ...DEAF,
    add: (worker) => {
      slots.add(worker);
      sight.add(worker);
    },
    remove: (worker) => {
      sight.remove(worker);
      const slot = slots.remove(worker);
      if (slot === undefined) return;
      tree.delete(slot);
      slots.release(slot);
    },
    loadChanged: sight.changed,
    placed: sight.placed,
    choose: (_request, eligible) => {
      sight.refresh();
      const slot = eligible ? tree.firstWhere((at) => eligible(slots.at(at)!)) : tree.first;
      return slot === undefined ? undefined : slots.at(slot);
    },
  };
}
