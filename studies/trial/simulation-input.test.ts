import { describe, expect, it } from 'vitest';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { loadPools, simulationInput } from './simulation-input.js';
import { FRESH_SOURCES } from './sources.js';

const OTHER = 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';

function inputOf(set: readonly string[] = [], traffic: { readonly duration_s?: number } = { duration_s: 60 }) {
  const loaded = smallScenario(set);
  return simulationInput(loaded, loadPools(loaded), traffic);
}

describe('pools', () => {
  it('have a profile for every kind of worker, in order', () => {
    const loaded = smallScenario([`cluster.decode.also=[{ profile: ${OTHER}, replicas: 2 }]`]);
    const ids = loadPools(loaded).map(([role, profiles]) => [role, profiles.map(({ profile }) => profile.id)]);
    expect(ids).toEqual([
      ['prefill', ['llama-3.1-8b-fp8_h200_sxm_vllm_tp1']],
      ['decode', ['llama-3.1-8b-fp8_h200_sxm_vllm_tp1', OTHER]],
    ]);
    const { groups } = inputOf([`cluster.decode.also=[{ profile: ${OTHER}, replicas: 2 }]`]).cluster.pools.decode!;
    expect(groups.map(({ profile, spec }) => [profile.id, spec.replicas])).toEqual([
      ['llama-3.1-8b-fp8_h200_sxm_vllm_tp1', 1],
      [OTHER, 2],
    ]);
  });

  it('are asked of the sources that are given', () => {
    const asked: string[] = [];
    loadPools(smallScenario(), {
      ...FRESH_SOURCES,
      profile: (name, resolve) => {
        asked.push(name);
        return FRESH_SOURCES.profile(name, resolve);
      },
    });
    expect(asked).toHaveLength(2);
  });

  it('of an engine that nobody has measured are refused', () => {
    const loaded = smallScenario(['cluster.decode.profile=llama-3.1-8b-fp8_h200_sxm_vllm_tp9']);
    expect(() => loadPools(loaded)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^HR_PROFILE_/) }));
  });
});

describe('the input of a simulation', () => {
  it('has the promise in seconds, and no bound that the scenario does not name', () => {
    expect(inputOf().sla).toEqual({ ttft: 0.5, tpot: 0.05 });
    expect(inputOf(['sla={ ttft_ms: 250 }']).sla).toEqual({ ttft: 0.25 });
    expect(inputOf(['sla={ e2e_ms: 9000 }']).sla).toEqual({});
  });

  it('knows how long traffic comes only where that is known', () => {
    expect(inputOf().trafficDuration_s).toBe(60);
    expect(inputOf([], {})).not.toHaveProperty('trafficDuration_s');
  });

  it('takes seed, engine, drain limit and what watches from the scenario', () => {
    const input = inputOf(['seed=42', 'run.engine=stepping', 'run.drain_limit_s=7', 'run.timeline_interval_s=3']);
    expect(input).toMatchObject({ seed: 42, drainLimit_s: 7, timelineInterval_s: 3, cluster: { engine: 'stepping' } });
    expect(inputOf(['planner.interval_s=17', 'planner.metrics=exact']).observing).toMatchObject({
      interval_s: 17,
      metrics: 'exact',
    });
  });

  it('moves KV caches as the cluster says, and as usual where one pool does both', () => {
    expect(inputOf(['cluster.transfer.bandwidth_gb_per_s=3']).cluster.transfer.bandwidth_gb_per_s).toBe(3);
    expect(inputOf(AGGREGATED).cluster.transfer.bandwidth_gb_per_s).toBeGreaterThan(0);
    expect(Object.keys(inputOf(AGGREGATED).cluster.pools)).toEqual(['aggregated']);
  });
});

describe('a reference', () => {
  const waiting = [
    'traffic={ format: closed_loop, generator: { concurrency: 2, duration_s: 30, input_tokens: 100, output_tokens: 10 } }',
  ];

  it('reads the traffic before the run, and nobody else does', () => {
    const read = (policy: string) => {
      let times = 0;
      const loaded = smallScenario([`planner={ policy: ${policy} }`]);
      simulationInput(
        loaded,
        loadPools(loaded),
        {},
        {
          ...FRESH_SOURCES,
          traffic: (...of) => {
            times++;
            return FRESH_SOURCES.traffic(...of);
          },
        },
      );
      return times;
    };
    expect([read('oracle'), read('static-mean'), read('hpa'), read('static')]).toEqual([1, 1, 0, 0]);
  });

  it('cannot plan for traffic that waits for its answers', () => {
    expect(() => inputOf([...waiting, 'planner={ policy: oracle }'])).toThrow(
      expect.objectContaining({
        code: 'HR_SCENARIO_INVALID',
        message: expect.stringContaining('known before the run'),
      }),
    );
    expect(() => inputOf([...waiting, 'planner={ policy: hpa }'])).not.toThrow();
  });
});
