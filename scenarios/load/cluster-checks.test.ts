import { describe, expect, it } from 'vitest';
import { faultsOf } from '../testing/small-scenario.js';

const pool = { profile: 'p', replicas: 1 };
const stage = (changes: object) => ({ stages: [{ name: 'load', ...changes }] });
const cluster = (prefill: object, rest: object = {}) =>
  faultsOf({ cluster: { prefill: { ...pool, ...prefill }, decode: pool, ...rest } });
const storage = { bandwidth_gb_per_s: 10 };

describe('a stage of a start path takes its time in exactly one way', () => {
  it.each<[string, object, object, string | undefined]>([
    ['fixed', { fixed_s: 5 }, {}, undefined],
    ['fixed, 0 s', { fixed_s: 0 }, {}, undefined],
    ['lognormal', { lognormal: { mean_s: 10, p95_s: 20 } }, {}, undefined],
    ['a transfer', { bytes_gb: 15 }, { storage }, undefined],
    ['a transfer that names its bandwidth', { bytes_gb: 15, bandwidth: 'storage' }, { storage }, undefined],
    ['none', {}, {}, "found neither fixed_s nor lognormal nor bytes_gb in stage 'load'; expected exactly one"],
    [
      'two',
      { fixed_s: 1, bytes_gb: 1 },
      { storage },
      "found fixed_s and bytes_gb in stage 'load'; expected exactly one",
    ],
    [
      'three',
      { fixed_s: 1, lognormal: { mean_s: 1, p95_s: 2 }, bytes_gb: 1 },
      { storage },
      "found fixed_s and lognormal and bytes_gb in stage 'load'; expected exactly one",
    ],
  ])('%s', (_name, changes, rest, message) => {
    const faults = cluster({ startup: stage(changes) }, rest);
    expect(faults).toEqual(message ? [`cluster.prefill.startup.stages.0: ${message}`] : []);
  });

  it('a bandwidth without bytes is told at the bandwidth', () => {
    expect(cluster({ startup: stage({ fixed_s: 1, bandwidth: 'storage' }) }, { storage })).toEqual([
      "cluster.prefill.startup.stages.0.bandwidth: found in stage 'load', which moves no bytes_gb",
    ]);
  });

  it('bytes without a storage are told at the bytes', () => {
    expect(cluster({ startup: stage({ bytes_gb: 1 }) })).toEqual([
      "cluster.prefill.startup.stages.0.bytes_gb: found in stage 'load' without a storage to load from; expected cluster.storage.bandwidth_gb_per_s",
    ]);
  });
});

describe('a lognormal time', () => {
  // the largest p95 ÷ mean of a lognormal is exp(1.6449² / 2) = 3.868
  it.each([
    [10, 10.01, true],
    [10, 20, true],
    [10, 38.6, true],
    [10, 38.7, false],
    [10, 10, false],
    [10, 5, false],
    [100, 386, true],
    [100, 387, false],
  ])('with a mean of %d s can have a 95th percentile of %d s: %s', (mean_s, p95_s, possible) => {
    const faults = cluster({ startup: stage({ lognormal: { mean_s, p95_s } }) });
    const most = Math.floor(mean_s * 3.8684);
    expect(faults).toEqual(
      possible
        ? []
        : [
            `cluster.prefill.startup.stages.0.lognormal.p95_s: found ${p95_s} for a mean of ${mean_s}; a lognormal time has its 95th percentile between its mean and ${most}`,
          ],
    );
  });
});

describe('every start path is walked', () => {
  const broken = stage({});
  const places = (faults: string[]) => faults.map((fault) => fault.split(':')[0]);

  it('of each pool, of its snapshot and warm pool, of other kinds of workers, and of nodes', () => {
    const all = { startup: broken, snapshot: broken, warm_pool: { size: 1, startup: broken } };
    const faults = cluster(
      {
        ...all,
        also: [
          { ...pool, ...all },
          { ...pool, startup: broken },
        ],
      },
      { nodes: { gpus_per_node: 8, max: 2, provision: broken } },
    );
    expect(places(faults)).toEqual([
      'cluster.prefill.startup.stages.0',
      'cluster.prefill.snapshot.stages.0',
      'cluster.prefill.warm_pool.startup.stages.0',
      'cluster.prefill.also.0.startup.stages.0',
      'cluster.prefill.also.0.snapshot.stages.0',
      'cluster.prefill.also.0.warm_pool.startup.stages.0',
      'cluster.prefill.also.1.startup.stages.0',
      'cluster.nodes.provision.stages.0',
    ]);
  });

  it('of the aggregated pool', () => {
    const faults = faultsOf({ cluster: { mode: 'aggregated', aggregated: { ...pool, startup: broken } } });
    expect(places(faults)).toEqual(['cluster.aggregated.startup.stages.0']);
  });

  it('stage by stage', () => {
    const startup = { stages: [{ name: 'a' }, { name: 'b', fixed_s: 1 }, { name: 'c' }] };
    expect(places(cluster({ startup }))).toEqual([
      'cluster.prefill.startup.stages.0',
      'cluster.prefill.startup.stages.2',
    ]);
  });
});

describe('the quota of nodes', () => {
  const nodes = (initial: number, max: number) =>
    cluster({}, { nodes: { gpus_per_node: 8, initial, max, provision: 60 } });

  it('has room for those that are always there', () => {
    expect(nodes(0, 1)).toEqual([]);
    expect(nodes(4, 4)).toEqual([]);
    expect(nodes(5, 4)).toEqual(['cluster.nodes.initial: found 5; expected at most max (4), the quota']);
  });
});

describe('faults happen in pools that there are', () => {
  const slow = (role: string) => ({ kind: 'slow_worker', role, at_s: 1, duration_s: 1, factor: 2 });

  it('of a disaggregated cluster', () => {
    expect(faultsOf({ faults: [slow('prefill'), slow('aggregated'), slow('decode')] })).toEqual([
      'faults.1.role: found aggregated; expected a pool of the cluster: prefill, decode',
    ]);
  });

  it('of an aggregated one', () => {
    const faults = [slow('aggregated'), { kind: 'worker_crash', role: 'decode', at_s: 1 }];
    expect(faultsOf({ cluster: { mode: 'aggregated', aggregated: pool }, faults })).toEqual([
      'faults.1.role: found decode; expected a pool of the cluster: aggregated',
    ]);
  });

  it('or in no pool at all', () => {
    expect(faultsOf({ faults: [{ kind: 'metrics_frozen', at_s: 1, duration_s: 5 }] })).toEqual([]);
  });
});
