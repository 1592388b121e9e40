/** Workers of one kind inside a pool: one profile, one way to start, one fleet. A pool of one kind has one group. */
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { KindSample, WorkerKind } from '../../reports/record/index.js';
import type { PoolGroupSpec } from '../../scenarios/index.js';
import type { EngineLimits } from '../engine/engine.js';
import type { EngineModel } from '../engine-model/index.js';
import type { Fleet, Worker } from '../fleet/index.js';

/** One kind of worker in a pool. `W`: its workers, who know their group. */
export interface PoolGroup<W extends Worker> {
  readonly kind: WorkerKind;
  readonly spec: PoolGroupSpec;
  readonly model: EngineModel;
  readonly gpusPerWorker: number;
  readonly limits: EngineLimits;
  readonly fleet: Fleet<W>;
}

/** The workers of a group as they stand. A pending worker holds no GPUs yet, one in a warm pool may. */
export function kindSample({
  fleet,
  kind,
  gpusPerWorker,
}: Pick<PoolGroup<Worker>, 'kind' | 'gpusPerWorker'> & { readonly fleet: { counts(): WorkerCounts } }): KindSample {
  const { ready, starting, draining, pending = 0, warm = 0 }: WorkerCounts = fleet.counts();
  return { ...kind, ready, starting, draining, gpus: (ready + starting + draining - pending + warm) * gpusPerWorker };
}

/**
 * An engine's limits; those that an engine has per data-parallel rank count once for each rank. What a prefill worker holds
 * does not grow, so the prompt is all that it ever reserves.
 */
export function engineLimits(spec: PoolGroupSpec, model: EngineModel, role: Role): EngineLimits {
  return {
    maxBatch: spec.max_batch * model.attentionDp,
    maxStepTokens: spec.max_batched_tokens * model.attentionDp,
    chunkedPrefill: spec.chunked_prefill,
    kv: {
      blockTokens: spec.block_tokens,
      admission: role === 'prefill' ? 'prompt' : spec.kv_admission,
      watermark: spec.kv_watermark,
      caching: spec.prefix_caching,
    },
    warmUp: { requests: spec.warm_up?.requests ?? 0, factor: spec.warm_up?.factor ?? 1 },
  };
}

/**
 * How an order for a pool is shared between its groups, given what each has: more fills them in the order in which they are
 * written, each up to its `max_replicas`, and what no group takes is not ordered; fewer are taken from the last first. So the
 * replicas of the start stay as they are written until an order differs.
 */
export function shareOrder(
  groups: readonly Pick<PoolGroup<Worker>, 'spec'>[],
  shares: readonly number[],
  desired: number,
): number[] {
  const next = [...shares];
  let more = desired - shares.reduce((sum, share) => sum + share, 0);
  groups.forEach(({ spec }, i) => {
    const room = Math.max(0, (spec.max_replicas ?? Number.POSITIVE_INFINITY) - next[i]!);
    const taken = Math.min(Math.max(0, more), room);
    next[i]! += taken;
    more -= taken;
  });
  for (let i = groups.length - 1; i >= 0 && more < 0; i--) {
    const given = Math.min(-more, next[i]!);
    next[i]! -= given;
    more += given;
  }
  return next;
}

/** The counts of a pool: those so far, and the workers of one more group; `desired` is the pool's own. */
export function addCounts(sum: WorkerCounts, { ready, starting, draining, pending, warm }: WorkerCounts): WorkerCounts {
  return {
    ...sum,
    ready: sum.ready + ready,
    starting: sum.starting + starting,
    draining: sum.draining + draining,
    ...(pending !== undefined && { pending: (sum.pending ?? 0) + pending }),
    ...(warm !== undefined && { warm: (sum.warm ?? 0) + warm }),
  };
}
