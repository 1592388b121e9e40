/** Settings of the sweeps: every one once, and each loads as the planner of a scenario. */
import { describe, expect, it } from 'vitest';
import { loadScenario, shippedPath } from '../../scenarios/index.js';
import {
  currentSettings,
  FULL,
  hasTwoMinimums,
  oracleSettings,
  ownSettings,
  QUICK,
  type Setting,
  seedSettings,
  withPredictors,
} from './rivals.js';

const TARGETS = { ttft_ms: 400, tpot_ms: 40 };
const QUICKSTART = shippedPath('scenarios', 'quickstart.yaml');

const configOf = ({ planner }: Setting) => planner['config'] as Record<string, unknown>;
const differing = (settings: readonly Setting[]) => new Set(settings.map((one) => JSON.stringify(one))).size;

describe('the sweep', () => {
  it('has every combination once', () => {
    // versions × intervals × corrected or not × minimums × targets
    expect(seedSettings(TARGETS, FULL)).toHaveLength(2 * 3 * 2 * 8 * 3);
    expect(differing(seedSettings(TARGETS, FULL))).toBe(288);
    // versions × minimums × minimums of decode, by forecast (intervals × targets × with load or not) and by three kinds of load
    expect(currentSettings(TARGETS, FULL)).toHaveLength(2 * 8 * 3 * (3 * 3 * 2 + 3));
    expect(differing(currentSettings(TARGETS, FULL))).toBe(1008);
  });

  it('is smaller where it is quick, by the same rules', () => {
    expect(seedSettings(TARGETS, QUICK)).toHaveLength(1 * 2 * 2 * 5 * 2);
    expect(currentSettings(TARGETS, QUICK)).toHaveLength(1 * 5 * 2 * (2 * 2 * 2 + 3));
  });

  it('tells planners targets at the promise and below', () => {
    const told = new Set(seedSettings(TARGETS, FULL).map(({ planner }) => planner['ttft_ms']));
    expect([...told]).toEqual([400, 280, 200]);
    const byLoad = currentSettings(TARGETS, FULL).filter(({ family }) => family.includes(' load '));
    expect(new Set(byLoad.map((one) => configOf(one)['itl_ms']))).toEqual(new Set([40]));
  });

  it('scales by forecast, by load, or by both, as its family says', () => {
    for (const setting of currentSettings(TARGETS, QUICK)) {
      const { enable_throughput_scaling, enable_load_scaling } = configOf(setting);
      const found = [enable_throughput_scaling, enable_load_scaling];
      const [, way] = setting.family.split(' ');
      expect(found).toEqual({ both: [true, true], throughput: [true, false], load: [false, true] }[way!]);
    }
  });
});

describe('two minimums', () => {
  it('are told from one for both roles', () => {
    const [equal, apart] = [true, false].map((isEqual) =>
      currentSettings(TARGETS, QUICK).find((setting) => {
        const { prefill_min_endpoint, decode_min_endpoint } = configOf(setting);
        return (prefill_min_endpoint === decode_min_endpoint) === isEqual;
      }),
    );
    expect([hasTwoMinimums(equal!), hasTwoMinimums(apart!)]).toEqual([false, true]);
  });

  it('are of planners that have a configuration', () => {
    expect(seedSettings(TARGETS, QUICK).some(hasTwoMinimums)).toBe(false);
  });
});

describe('other predictors', () => {
  const seed = (version: string) => seedSettings(TARGETS, FULL).find(({ planner }) => planner['version'] === version)!;

  it.each([
    ['0.5.1', ['arima', 'prophet']],
    ['1.0.2', ['arima', 'kalman', 'prophet']],
  ])('of release %s are %j', (version, names) => {
    const setting = seed(version);
    const others = withPredictors(setting);
    expect(others.map(({ planner }) => planner['load_predictor'])).toEqual(names);
    for (const { planner } of others) expect(planner).toMatchObject(setting.planner);
  });

  it('stand in the configuration of the current planner, in place of its own', () => {
    const setting = currentSettings(TARGETS, QUICK)[0]!;
    const others = withPredictors(setting);
    expect(others.map((one) => configOf(one)['load_predictor'])).toEqual(['arima', 'kalman', 'prophet']);
    expect(configOf(setting)['load_predictor']).toBe('constant');
  });
});

it.each([
  ['the seed', seedSettings(TARGETS, QUICK)[0]!],
  ['the current one by forecast', currentSettings(TARGETS, QUICK)[0]!],
  ['the current one by load', currentSettings(TARGETS, QUICK).at(-1)!],
  ['another predictor', withPredictors(currentSettings(TARGETS, QUICK)[0]!)[1]!],
  ['ours', ownSettings([0.95])[0]!],
  ['the oracle', oracleSettings()[0]!],
])('%s is a planner that a scenario takes', (_, { planner }) => {
  const { scenario } = loadScenario(QUICKSTART, [`planner=${JSON.stringify(planner)}`]);
  expect(scenario.planner).toMatchObject(planner);
});

it('all may have as many GPUs as the others', () => {
  for (const { planner } of seedSettings(TARGETS, QUICK)) expect(planner['max_gpu_budget']).toBe(64);
  for (const { planner } of [...ownSettings([0.9, 0.99]), ...oracleSettings()]) {
    expect(2 * (planner['max_replicas'] as number)).toBe(64); // two pools of one GPU a worker
  }
});
