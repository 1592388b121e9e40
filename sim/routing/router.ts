/** What a pool and its router say to each other. */
import type { RoutingSpec, TrafficRequest } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import type { Kernel } from '../core/kernel.js';

/** A worker; ids are unique integers, ascending in the order in which workers were ordered. */
export interface Routable {
  readonly id: number;
}

/** What a router is made of. */
export interface RouterOptions<W extends Routable> {
  readonly spec: RoutingSpec;
  /** Read for the time, which stale signals need. */
  readonly kernel: Pick<Kernel, 'now'>;
  readonly random: RandomStream;
  /** The worker's load now; the pool defines it: tokens or requests, queued and running. */
  readonly load: (worker: W) => number;
  /** Tokens of a KV block of the engine, the unit of the KV-aware costs. */
  readonly blockTokens: number;
}

/**
 * Chooses workers. To place a request the pool calls `choose`, books the request on the worker, says `loadChanged`, then
 * `placed`: the rise that `loadChanged` told last is what the router counts as its own placement while signals are stale.
 */
export interface Router<W extends Routable> {
  /** The worker may be chosen from now on. */
  add(worker: W): void;
  /** The worker drains, has crashed or is gone; its cache is forgotten. */
  remove(worker: W): void;
  /** `load(worker)` has moved. */
  loadChanged(worker: W): void;
  /** A prefix block (chained id of the trace, 0 or more) is in the worker's cache. */
  blockStored(worker: W, block: number): void;
  blockRemoved(worker: W, block: number): void;
  /** The worker that gets the request, among those that `eligible` accepts (absent: all); undefined if there is none. */
  choose(request: TrafficRequest, eligible?: (worker: W) => boolean): W | undefined;
  /** The request has gone to this worker. */
  placed(worker: W, request: TrafficRequest): void;
  /** The prompt is computed. */
  prefilled(worker: W, request: TrafficRequest): void;
  /** The request has left the worker, done or not. */
  ended(worker: W, request: TrafficRequest): void;
  /** Whether the router needs KV events; otherwise the pool need not send them. */
  readonly wantsBlocks: boolean;
}

/** A router that takes no notice of anything; policies override what they listen to. */
export const DEAF: Omit<Router<Routable>, 'add' | 'remove' | 'choose'> = {
  loadChanged: () => {},
  blockStored: () => {},
  blockRemoved: () => {},
  placed: () => {},
  prefilled: () => {},
  ended: () => {},
  wantsBlocks: false,
};
