/** The loads that a router sees: those of now, or those of the last update that has reached it. */
import type { SignalsSpec } from '../../../scenarios/index.js';
import type { Routable } from '../router.js';
import type { LoadSight, SightOptions } from './sight.js';
import { staleLoads } from './stale-loads.js';
import { isFresh } from './visible-at.js';

/** The sight that these signals allow; `moved` is told each worker whose seen load is new. */
export function createLoadSight<W extends Routable>(
  options: SightOptions<W>,
  signals: SignalsSpec,
  moved: (worker: W, load: number) => void = () => {},
): LoadSight<W> {
  return isFresh(signals) ? freshLoads(options, moved) : staleLoads(options, signals, moved);
}

function freshLoads<W extends Routable>(
  { load }: SightOptions<W>,
  moved: (worker: W, load: number) => void,
): LoadSight<W> {
  const tell = (worker: W) => moved(worker, load(worker));
  return { add: tell, remove: () => {}, changed: tell, placed: () => {}, refresh: () => {}, seen: load };
}
