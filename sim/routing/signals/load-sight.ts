/** The loads that a router sees: those of now, or those of the last update that has reached it. */
import type { SignalsSpec } from '../../../scenarios/index.js';
import type { Routable, RouterOptions } from '../router.js';
import { staleLoads } from './stale-loads.js';
import { isFresh } from './visible-at.js';

export interface LoadSight<W extends Routable> {
  add(worker: W): void;
  remove(worker: W): void;
  /** `load(worker)` has moved. */
  changed(worker: W): void;
  /** The router has placed a request, whose load the last {@link changed} told. */
  placed(worker: W): void;
  /** Takes in what has reached the router by now. */
  refresh(): void;
  /** The load as the router sees it; call {@link refresh} first. */
  seen(worker: W): number;
}

/** What a sight needs of a router. */
export type SightOptions<W extends Routable> = Pick<RouterOptions<W>, 'kernel' | 'load'>;

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
