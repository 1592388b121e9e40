/** What a router sees of its workers' loads. */
import type { Routable, RouterOptions } from '../router.js';

/** A router's sight of its workers' loads. */
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
