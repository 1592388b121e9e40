/** A worker of a pool: its life and account (`Worker`), its engine, and what the pool has given it. */
import type { Role } from '../../planner-core/index.js';
import { Deque } from '../engine/deque.js';
import type { Engine } from '../engine/engine.js';
import { Worker } from '../fleet/index.js';
import type { InFlight } from './in-flight.js';
import type { PoolGroup } from './pool-group.js';

export class PoolWorker extends Worker {
  engine!: Engine<InFlight>;
  /** Requests that it holds in any way: queued here, computed, kept for a transfer, on their way. */
  assigned = 0;
  /** Prompt tokens of those whose prompt is not computed yet. */
  promptTokens = 0;
  /** KV tokens that those assigned can come to need. */
  promisedTokens = 0;
  /** Its steps take this many times as long; several faults multiply. */
  pace = 1;
  /** Blocks gone from its prefix cache that the router has not been told of. */
  readonly removedBlocks: number[] = [];
  /** Requests routed here that wait for room (decode workers; others queue in their engine). */
  readonly queue = new Deque<InFlight>();

  constructor(
    id: number,
    role: Role,
    ordered_s: number,
    readonly group: PoolGroup,
  ) {
    super(id, role, group.gpusPerWorker, ordered_s, group.kind);
  }

  /** Its steps take `factor` times as long as they did, from the next one on. */
  slowDown(factor: number): void {
    this.pace *= factor;
    this.engine.setPace(this.pace);
  }
}
