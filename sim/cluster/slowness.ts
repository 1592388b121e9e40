/** Workers that are slower than usual: how they start slow, and what that took of a request's time. */
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { InFlight, PoolWorker } from './in-flight.js';

/** Slows workers down for their first seconds, where their kind says so. */
export class SlowStart {
  private readonly over: EventKind<PoolWorker>;

  constructor(private readonly kernel: Kernel) {
    this.over = kernel.define<PoolWorker>(PRIORITY.workerState, (worker) =>
      worker.slowDown(1 / worker.group.spec.slow_start!.factor, kernel.now),
    );
  }

  /** A worker has become ready; those of the first instant have their slow seconds behind them. */
  begin(worker: PoolWorker): void {
    const { slow_start } = worker.group.spec;
    if (!slow_start || worker.stages.length === 0) return;
    worker.slowDown(slow_start.factor, this.kernel.now);
    this.kernel.at(this.kernel.now + slow_start.duration_s, this.over, worker);
  }
}

/** Books the seconds that slow workers added to the steps of a request that ends at `now_s`. */
export function noteSlowness({ stages, prefillWorker, decodeWorker, firstToken_s }: InFlight, now_s: number): void {
  const { started_s, prefilled_s } = stages;
  if (prefillWorker?.paces && started_s !== undefined) {
    const slow_s = prefillWorker.slowSeconds(started_s, prefilled_s ?? firstToken_s ?? now_s);
    if (slow_s > 0) stages.add(prefillWorker.isFaulty ? 'slowPrompt_s' : 'freshPrompt_s', slow_s);
  }
  if (decodeWorker?.paces && firstToken_s !== undefined) {
    const slow_s = decodeWorker.slowSeconds(firstToken_s, now_s);
    if (slow_s > 0) stages.add(decodeWorker.isFaulty ? 'slowTokens_s' : 'freshTokens_s', slow_s);
  }
}
