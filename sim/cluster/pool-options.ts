/** What a pool is made of, after the scenario and the profile have been read. */
import type { LifeSpec, PoolSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import type { EngineModel } from '../engine-model/index.js';
import type { Infrastructure } from '../fleet/index.js';

export interface PoolOptions {
  readonly model: EngineModel;
  readonly gpusPerWorker: number;
  readonly queue: PoolSpec['queue'];
  readonly maxBatch: number;
  readonly life: LifeSpec;
  readonly infrastructure: Infrastructure;
  readonly random: RandomStream;
  /** Worker ids are unique over all pools, in the order of ordering. */
  readonly nextWorkerId: () => number;
}
