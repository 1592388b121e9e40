/** Session affinity: a session stays with the worker that served it last; another policy chooses where it has none. */
import type { SessionAffinitySpec, SignalsSpec } from '../../scenarios/index.js';
import type { Routable, Router } from './router.js';
import { createLoadSight } from './signals/load-sight.js';
import type { LoadSight, SightOptions } from './signals/sight.js';

/** Where each session was served last: bounded, the longest unused is forgotten first. */
class Homes<W> {
  /** In the order of last use, which a Map keeps: a used entry is taken out and put back at the end. */
  private readonly workers = new Map<string, W>();

  constructor(private readonly limit: number) {}

  get(session: string): W | undefined {
    return this.workers.get(session);
  }

  use(session: string, worker: W): void {
    this.workers.delete(session);
    this.workers.set(session, worker);
    if (this.workers.size <= this.limit) return;
    for (const oldest of this.workers.keys()) {
      this.workers.delete(oldest);
      return;
    }
  }
}

/**
 * The router of `policy: session_affinity` around its fallback. A session moves when its worker is gone, may not be chosen,
 * or is loaded above `max_load`, and stays where it then went.
 */
export function sessionAffinity<W extends Routable>(
  options: SightOptions<W>,
  spec: SessionAffinitySpec,
  signals: SignalsSpec,
  fallback: Router<W>,
): Router<W> {
  const homes = new Homes<W>(spec.max_sessions);
  const present = new Set<W>();
  const sight: LoadSight<W> | undefined = spec.max_load === undefined ? undefined : createLoadSight(options, signals);

  function takes(worker: W, eligible: ((worker: W) => boolean) | undefined): boolean {
    if (!present.has(worker) || (eligible && !eligible(worker))) return false;
    if (!sight) return true;
    sight.refresh();
    return sight.seen(worker) <= spec.max_load!;
  }

  return {
    wantsBlocks: fallback.wantsBlocks,
    add: (worker) => {
      present.add(worker);
      sight?.add(worker);
      fallback.add(worker);
    },
    remove: (worker) => {
      present.delete(worker);
      sight?.remove(worker);
      fallback.remove(worker);
    },
    loadChanged: (worker) => {
      sight?.changed(worker);
      fallback.loadChanged(worker);
    },
    blockStored: (worker, block) => fallback.blockStored(worker, block),
    blockRemoved: (worker, block) => fallback.blockRemoved(worker, block),
    choose: (request, eligible) => {
      const home = request.sessionId === undefined ? undefined : homes.get(request.sessionId);
      return home && takes(home, eligible) ? home : fallback.choose(request, eligible);
    },
    placed: (worker, request) => {
      if (request.sessionId !== undefined) homes.use(request.sessionId, worker);
      sight?.placed(worker);
      fallback.placed(worker, request);
    },
    prefilled: (worker, request) => fallback.prefilled(worker, request),
    ended: (worker, request) => fallback.ended(worker, request),
  };
}
