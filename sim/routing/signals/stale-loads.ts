/**
 * Loads as of the last update that has reached the router, plus, on request, what the router has placed since that
 * update. Both are messages that become visible at a known time, so nothing runs between two choices.
 */
import type { SignalsSpec } from '../../../scenarios/index.js';
import type { Routable } from '../router.js';
import { DelayLine } from './delay-line.js';
import type { LoadSight, SightOptions } from './sight.js';
import { visibleAt } from './visible-at.js';

interface Seen<W> {
  readonly worker: W;
  /** Its load at the last update that has arrived. */
  updated: number;
  /** What the router has placed on it since that update. */
  own: number;
  /** Its true load when it last said so, and how much that was above the one before. */
  told: number;
  rise: number;
}

/** A worker that is added shows no load until the first update with it arrives. */
export function staleLoads<W extends Routable>(
  { kernel, load }: SightOptions<W>,
  signals: SignalsSpec,
  moved: (worker: W, load: number) => void,
): LoadSight<W> {
  const workers = new Map<number, Seen<W>>();
  const updates = new DelayLine();
  const placements = new DelayLine();

  const tell = (seen: Seen<W>) => moved(seen.worker, seen.updated + seen.own);
  const takeUpdate = (id: number, value: number) => {
    const seen = workers.get(id);
    if (!seen) return;
    seen.updated = value;
    tell(seen);
  };
  const forgetPlacement = (id: number, value: number) => {
    const seen = workers.get(id);
    if (!seen) return;
    seen.own -= value;
    tell(seen);
  };
  const refresh = () => {
    updates.deliver(kernel.now, takeUpdate);
    placements.deliver(kernel.now, forgetPlacement);
  };
  const send = (line: DelayLine, worker: W, value: number) => {
    line.push(visibleAt(signals, kernel.now), worker.id, value);
  };

  return {
    add: (worker) => {
      const seen: Seen<W> = { worker, updated: 0, own: 0, told: load(worker), rise: 0 };
      workers.set(worker.id, seen);
      send(updates, worker, seen.told);
      tell(seen);
    },
    remove: (worker) => {
      workers.delete(worker.id);
    },
    changed: (worker) => {
      const seen = workers.get(worker.id);
      if (!seen) return;
      // Taken in here too, so that what waits to be seen never spans more than one interval and one lag.
      refresh();
      const now = load(worker);
      seen.rise = now - seen.told;
      seen.told = now;
      send(updates, worker, now);
    },
    placed: (worker) => {
      const seen = workers.get(worker.id);
      if (!seen || !signals.count_own || seen.rise <= 0) return;
      seen.own += seen.rise;
      send(placements, worker, seen.rise);
      seen.rise = 0;
      tell(seen);
    },
    refresh,
    seen: (worker) => {
      const seen = workers.get(worker.id);
      return seen ? seen.updated + seen.own : 0;
    },
  };
}
