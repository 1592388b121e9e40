/** What the pools of a cluster are given by it, and what they tell it. */
import type { LostTo, RunSink } from '../../reports/record/index.js';
import type { Kernel } from '../core/kernel.js';
import type { EngineFactory, EngineListener } from '../engine/engine.js';
import type { Infrastructure } from '../fleet/index.js';
import type { InFlight, PoolWorker } from './in-flight.js';

/** What every pool of a cluster is given. */
export interface PoolContext {
  readonly kernel: Kernel;
  readonly sink: RunSink;
  readonly seed: number;
  readonly makeEngine: EngineFactory<InFlight>;
  /** Worker ids are unique over all pools, in the order of ordering. */
  readonly nextWorkerId: () => number;
  readonly infrastructure: Infrastructure;
  /** A worker is gone with all that it held. */
  readonly onWorkerLost: (worker: PoolWorker, to: LostTo) => void;
  /** From which wait in a queue on the TTFT promise is in danger, and the TPOT promise; seconds. */
  readonly promise: { readonly wait_s: number; readonly tpot_s: number };
}

/** What every pool tells its cluster of a request's tokens. */
export interface PoolListener {
  onFirstToken(inFlight: InFlight): void;
  onFinished(inFlight: InFlight): void;
  readonly onTokens: EngineListener<InFlight>['tokens'];
  readonly onTokenGaps: EngineListener<InFlight>['tokenGaps'];
}
