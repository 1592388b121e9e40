/** A kind of worker as its spec and profile say, with workers that have an engine of their own. */
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../testing/index.js';
import { ClusterRig, type ClusterRigOptions } from './testing/cluster-rig.js';

const startup = { stages: [{ name: 'load', lognormal: { mean_s: 20, p95_s: 40 } }] };

function workersOf(options: ClusterRigOptions, role: 'prefill' | 'decode' | 'aggregated') {
  const rig = new ClusterRig(options);
  return { rig, pool: rig.cluster.pool(role)!, workers: [...rig.cluster.pool(role)!.members()] };
}

describe('a group', () => {
  it('has the GPUs and the system of its profile, and no name where it is the only kind', () => {
    const { pool, workers } = workersOf(
      { profile: { ...smallProfile({ gpusPerWorker: 4 }), system: 'h200' } },
      'decode',
    );
    expect(pool.groups.map(({ kind, gpusPerWorker }) => [kind, gpusPerWorker])).toEqual([[{ gpuSystem: 'h200' }, 4]]);
    expect(workers[0]).toMatchObject({ gpus: 4, role: 'decode', kind: { gpuSystem: 'h200' } });
  });

  it('has no system where its profile knows none', () => {
    expect(workersOf({}, 'decode').pool.groups[0]!.kind).toEqual({});
  });

  it('bounds its engines by its spec', () => {
    const { workers } = workersOf(
      { decode: { max_batch: 3, block_tokens: 16 }, profile: smallProfile({ maxKvTokens: 160 }) },
      'decode',
    );
    expect([workers[0]!.group.limits.maxBatch, workers[0]!.engine.kv.capacity]).toEqual([3, 10]);
  });
});

describe('a worker', () => {
  it('keeps computed prompts for others where it is a prefill worker, and decodes them where it is not', () => {
    for (const [options, told] of [
      [{ decode: { replicas: 0 } }, []],
      [{ aggregated: {} }, ['first 0 100', 'completed 0 120']],
    ] as const) {
      const rig = new ClusterRig(options);
      rig.submit(0, 0, 100, 3);
      rig.until(1);
      expect(rig.told).toEqual(told);
    }
  });

  it('has an engine of its own', () => {
    const { workers } = workersOf({ decode: { replicas: 2 } }, 'decode');
    expect(workers[0]!.engine).not.toBe(workers[1]!.engine);
  });
});

it('startups of a role are drawn by the seed, and do not move with those of another', () => {
  const readyAt = (seed: number, prefill: number) => {
    const rig = new ClusterRig({ seed, prefill: { startup }, decode: { startup } });
    rig.at(1, () => rig.cluster.order({ prefill, decode: 3 }));
    rig.until(500);
    return rig.collected.workers
      .filter(({ role, state, time_s }) => role === 'decode' && state === 'ready' && time_s > 0)
      .map(({ time_s }) => time_s);
  };
  expect(readyAt(1, 4)).toEqual(readyAt(1, 0));
  expect(readyAt(1, 0)).not.toEqual(readyAt(2, 0));
});
