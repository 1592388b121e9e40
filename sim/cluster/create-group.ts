/** Makes the groups of a pool: the fleet of each kind of worker, and each worker with its engine. */
import type { Role } from '../../planner-core/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import type { EngineLimits, EngineListener } from '../engine/engine.js';
import { createEngineModel } from '../engine-model/index.js';
import { Fleet, type FleetHooks } from '../fleet/index.js';
import type { GroupInput } from '../simulation-input.js';
import { type InFlight, PoolWorker } from './in-flight.js';
import type { PoolContext } from './pool-context.js';
import { engineLimits, type PoolGroup } from './pool-group.js';

/** What the workers of a group need of their pool. */
export interface GroupHooks extends Omit<FleetHooks<PoolWorker>, 'create'> {
  /** Who hears a worker's engine. */
  readonly listen: (worker: PoolWorker) => EngineListener<InFlight>;
  /** The KV options of a worker's engine. */
  readonly kvOf: (worker: PoolWorker, kv: EngineLimits['kv']) => EngineLimits['kv'];
}

/** Makes a group without workers. `kind`: its name, where the pool has several kinds of workers. */
export function createGroup(
  context: PoolContext,
  role: Role,
  { spec, profile }: GroupInput,
  kind: string | undefined,
  hooks: GroupHooks,
): PoolGroup<PoolWorker> {
  const { kernel, sink, seed, infrastructure } = context;
  const name = kind ?? role;
  const model = createEngineModel(profile);
  const limits = engineLimits(spec, model, role);
  const create = (ordered_s: number) => {
    const worker = new PoolWorker(context.nextWorkerId(), role, ordered_s, group);
    const kv = hooks.kvOf(worker, limits.kv);
    worker.engine = context.makeEngine(model, { ...limits, kv }, hooks.listen(worker), role !== 'prefill');
    return worker;
  };
  const random = randomStream(seed, `startup/${name}`);
  const group: PoolGroup<PoolWorker> = {
    kind: {
      ...(kind !== undefined && { kind }),
      ...(profile.system !== undefined && { gpuSystem: profile.system }),
    },
    spec,
    model,
    gpusPerWorker: profile.gpusPerWorker,
    limits,
    fleet: new Fleet<PoolWorker>(kernel, sink, { ...hooks, role, life: spec, infrastructure, random, create }),
  };
  return group;
}
