/**
 * What a router that looks at caches hears of them. A block that comes in is told at once. One that growth has taken is told of
 * no sooner than the router asks or another is stored: when within that time it went is known only to an engine that does
 * every step, and both engines must tell the same.
 */
import type { EngineLimits } from '../engine/engine.js';
import type { Router } from '../routing/index.js';
import type { PoolWorker } from './in-flight.js';

/** The cache events of a pool's workers on their way to its router. */
export class CacheNews {
  constructor(private readonly router: Router<PoolWorker>) {}

  /** The KV options of a worker's engine, with an ear for its cache where the router wants to know. */
  kvOf(worker: PoolWorker, kv: EngineLimits['kv']): EngineLimits['kv'] {
    if (!this.router.wantsBlocks) return kv;
    return {
      ...kv,
      cacheListener: {
        stored: (block) => {
          this.tellRemoved(worker);
          this.router.blockStored(worker, block);
        },
        removed: (block) => worker.removedBlocks.push(block),
      },
    };
  }

  /** Lets a router that looks at caches see what is in those of these workers by now. */
  refresh(workers: Iterable<PoolWorker>): void {
    for (const worker of workers) {
      worker.engine.kv.reclaim();
      this.tellRemoved(worker);
    }
  }

  private tellRemoved(worker: PoolWorker): void {
    for (const block of worker.removedBlocks) this.router.blockRemoved(worker, block);
    worker.removedBlocks.length = 0;
  }
}
