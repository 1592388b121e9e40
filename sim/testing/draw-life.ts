/** Random lives of workers: how they start and fail to, what they load from, what waits in a warm pool, how they drain. */
import type { InfrastructureSpec, LifeSpec, StartFailureSpec, StartupSpec } from '../../scenarios/index.js';
import type { SimulationInput } from '../simulation-input.js';
import type { Draw } from './draw.js';

/** A life whose stages may load from the storage of {@link drawInfrastructure}. */
export function drawLife(draw: Draw, hasStorage: boolean): LifeSpec {
  return {
    startup: drawStartup(draw, hasStorage),
    ...(draw.chance(0.2) && { snapshot: { stages: [{ name: 'restore', fixed_s: draw.between(0.5, 5) }] } }),
    ...(draw.chance(0.2) && {
      warm_pool: {
        size: draw.whole(1, 2),
        startup: { stages: [{ name: 'wake', fixed_s: draw.between(0.1, 3) }] },
        holds_gpus: draw.chance(0.5),
      },
    }),
    drain: draw.one('wait', 'wait', 'redirect', 'immediate'),
    ...(draw.chance(0.3) && { drain_timeout_s: draw.one(0, draw.between(0.1, 40)) }),
  };
}

function drawStartup(draw: Draw, hasStorage: boolean): StartupSpec {
  const mean_s = draw.between(1, 81);
  return {
    stages: [
      { name: 'load', lognormal: { mean_s, p95_s: mean_s * draw.between(1.1, 3.1) } },
      ...(hasStorage && draw.chance(0.7) ? [{ name: 'weights', bytes_gb: draw.between(1, 150) }] : []),
    ],
    ...(draw.chance(0.25) && { fails: drawFailures(draw) }),
  };
}

function drawFailures(draw: Draw): StartFailureSpec {
  return {
    probability: draw.between(0, 0.7),
    retry_after_s: draw.between(0.5, 20),
    ...(draw.chance(0.6) && {
      max_retries: draw.whole(1, 3),
      after_last_retry: draw.one('replace', 'give_up'),
    }),
  };
}

/** What the workers of these pools share: a quota that has room for those of the first instant, and a storage. */
export function drawInfrastructure(
  draw: Draw,
  pools: SimulationInput['cluster']['pools'],
  hasStorage: boolean,
): InfrastructureSpec {
  return {
    ...(draw.chance(0.4) && { nodes: drawNodes(draw, pools) }),
    ...(hasStorage && {
      storage: {
        bandwidth_gb_per_s: draw.between(0.5, 20),
        ...(draw.chance(0.5) && { per_worker_gb_per_s: draw.between(0.5, 8) }),
      },
    }),
  };
}

function drawNodes(draw: Draw, pools: SimulationInput['cluster']['pools']): InfrastructureSpec['nodes'] {
  const gpus_per_node = draw.one(2, 4, 8);
  let gpus = 0;
  for (const { groups } of Object.values(pools)) {
    for (const { spec, profile } of groups)
      gpus += (spec.replicas + (spec.warm_pool?.size ?? 0)) * profile.gpusPerWorker;
  }
  const needed = Math.ceil(gpus / gpus_per_node) + 1;
  return {
    gpus_per_node,
    initial: draw.whole(0, needed),
    max: needed + draw.whole(0, 3),
    provision: { stages: [{ name: 'provision_node', fixed_s: draw.between(0, 60) }] },
    ...(draw.chance(0.5) && { release_after_idle_s: draw.between(0, 60) }),
  };
}
