import { describe, expect, it } from 'vitest';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { prepareTrial } from '../trial/trial.js';
import { EFFECTS, type Effect, effectsOf, variantOf } from './effects.js';
import { UNLIMITED } from './limits.js';
import { subsets } from './shapley.js';

const HPA = 'planner={ policy: hpa, interval_s: 15, target: 3, min_replicas: 2, max_replicas: 6 }';
const SLOW = ['cluster.prefill.startup=40', 'cluster.decode.startup=40', 'cluster.decode.warm_up={ requests: 3 }'];
const AT_ONCE = ['cluster.prefill.startup=0', 'cluster.decode.startup=0'];

const effects = (set: readonly string[]) => effectsOf(smallScenario(set).scenario);
/** The scenario with these effects on and the others off. */
const variant = (set: readonly string[], ...on: readonly Effect[]) => variantOf(smallScenario(set), new Set(on), 1);

describe('the effects of a scenario', () => {
  it('are all four of a planner with a minimum, limits and a forecast, whose workers take time', () => {
    expect(effects([HPA, ...SLOW])).toEqual(EFFECTS);
  });

  it.each([
    ['the minimum, where it is one worker', ['planner={ policy: hpa, min_replicas: 1 }', ...SLOW], 'minimum'],
    ['the minimum of Dynamo, where it is one', ['planner={ policy: dynamo-sla, min_endpoint: 1 }'], 'minimum'],
    ['startup, where workers are there at once', [HPA, ...AT_ONCE], 'startup'],
    ['the forecast, where the traffic is known', ['planner={ policy: oracle }'], 'forecast'],
    ['limits, where the planner has none', ['planner={ policy: static }'], 'limits'],
    ['limits that lie in a file', ['planner={ policy: dynamo-planner, config: planner.yaml }'], 'limits'],
  ])('leave out %s', (_what, set, effect) => {
    expect(effects(set)).not.toContain(effect);
  });

  it.each([
    ['a warm-up', [...AT_ONCE, 'cluster.decode.warm_up={ requests: 3 }']],
    ['nodes that must come first', [...AT_ONCE, 'cluster.nodes={ gpus_per_node: 8, max: 4, provision: 60 }']],
    [
      'a scattered stage',
      ['cluster.decode.startup={ stages: [{ name: a, lognormal: { mean_s: 5, p95_s: 9 } }] }', AT_ONCE[0]!],
    ],
    [
      'another kind of worker',
      [...AT_ONCE, 'cluster.decode.also=[{ profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1, startup: 9 }]'],
    ],
  ])('count %s as startup', (_what, set) => {
    expect(effects(set)).toContain('startup');
  });

  it.each([
    ['min_endpoint', '{ min_endpoint: 3 }'],
    ['prefill_min_endpoint', '{ prefill_min_endpoint: 2 }'],
    ['decode_min_endpoint', '{ decode_min_endpoint: 2 }'],
  ])('know the minimum of a configuration: %s', (_field, config) => {
    expect(effects([`planner={ policy: dynamo-planner, config: ${config} }`])).toContain('minimum');
  });
});

describe('a scenario with some effects on', () => {
  it('is itself with all of them', () => {
    const loaded = smallScenario([HPA, ...SLOW]);
    expect(variantOf(loaded, new Set(EFFECTS), 1)).toEqual({ loaded });
  });

  it('without the minimum keeps one worker of each role', () => {
    const { planner } = variant([HPA], 'startup', 'forecast', 'limits').loaded.scenario;
    expect(planner).toMatchObject({ policy: 'hpa', target: 3, min_replicas: 1, max_replicas: 6 });
    const sla = variant(['planner={ policy: dynamo-sla, min_endpoint: 4 }'], 'startup', 'forecast', 'limits');
    expect(sla.loaded.scenario.planner).toMatchObject({ min_endpoint: 1 });
    const config = 'planner={ policy: dynamo-planner, config: { decode_min_endpoint: 4, mode: disagg } }';
    const { planner: own } = variant([config], 'startup', 'forecast', 'limits').loaded.scenario;
    expect(own).toMatchObject({ config: { min_endpoint: 1, mode: 'disagg' } });
    expect(own).not.toHaveProperty('config.decode_min_endpoint');
  });

  it('without limits orders what it likes, when it likes', () => {
    const { planner } = variant([HPA], 'minimum', 'startup', 'forecast').loaded.scenario;
    expect(planner).toMatchObject({ policy: 'hpa', min_replicas: 2, max_replicas: UNLIMITED });
    expect(planner).toMatchObject({ behavior: { scale_down: { stabilization_window_s: 0, policies: [] } } });
  });

  it('without startup has workers at once, at full speed, on nodes that are there', () => {
    const nodes = 'cluster.nodes={ gpus_per_node: 8, max: 4, provision: 60 }';
    const { cluster } = variant([HPA, ...SLOW, nodes], 'minimum', 'forecast', 'limits').loaded.scenario;
    expect(cluster).toMatchObject({
      prefill: { startup: { stages: [{ fixed_s: 0 }] } },
      decode: { startup: { stages: [{ fixed_s: 0 }] } },
      nodes: { gpus_per_node: 8, provision: { stages: [{ fixed_s: 0 }] } },
    });
    expect(cluster).not.toHaveProperty('decode.warm_up');
  });

  it('without a forecast knows the traffic, at the same ticks and within the same bounds', () => {
    const { loaded, limits } = variant([HPA, ...SLOW], 'minimum', 'startup', 'limits');
    expect(loaded.scenario.planner).toMatchObject({
      policy: 'oracle',
      interval_s: 15,
      min_replicas: 2,
      max_replicas: 6,
    });
    expect(limits!.behaviour!.scaleDown.stabilisation_s).toBe(300);
  });

  it('without forecast and limits knows the traffic without bounds', () => {
    const { loaded, limits } = variant([HPA], 'minimum', 'startup');
    expect(loaded.scenario.planner).toMatchObject({ policy: 'oracle', max_replicas: UNLIMITED });
    expect(limits).toEqual({ most: UNLIMITED });
  });

  it('that knows the traffic already stays who it is', () => {
    const { loaded, limits } = variant(['planner={ policy: static-peak, max_replicas: 3 }'], 'startup');
    expect(loaded.scenario.planner).toMatchObject({ policy: 'static-peak', max_replicas: UNLIMITED });
    expect(limits).toBeUndefined();
  });

  it('has the traffic, the promise and the seed of the scenario, whatever is on', () => {
    const loaded = smallScenario([HPA, ...SLOW, 'seed=5']);
    for (const on of subsets(EFFECTS)) {
      const { scenario } = variantOf(loaded, on, 1).loaded;
      expect([scenario.traffic, scenario.sla, scenario.seed]).toEqual([
        loaded.scenario.traffic,
        loaded.scenario.sla,
        5,
      ]);
    }
  });

  it.each([
    ['apart', [HPA, ...SLOW]],
    ['together', [...AGGREGATED, HPA]],
  ])('can run, whatever is on: %s', (_way, set) => {
    const loaded = smallScenario(set);
    for (const on of subsets(EFFECTS)) expect(() => prepareTrial(variantOf(loaded, on, 1).loaded)).not.toThrow();
  });
});
