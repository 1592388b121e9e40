import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Observation } from '../../planner-core/index.js';
import { type LoadedScenario, loadScenario } from '../../scenarios/index.js';
import { runTrial } from '../trial/trial.js';
import { effectsOf, variantOf } from './effects.js';
import { limited, limitsOf, UNLIMITED } from './limits.js';
import { regretOf } from './regret.js';
import { shapley, subsets } from './shapley.js';

const PLANNER =
  'planner: { policy: hpa, interval_s: 15, metric: concurrency, target: 3, min_replicas: 2, max_replicas: 6 }';

function scenario(planner = PLANNER, set: readonly string[] = []): LoadedScenario {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-regret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'step.yaml');
  writeFileSync(
    path,
    `name: step
traffic:
  format: generated
  generator:
    duration_s: 600
    rate: [{ from_s: 0, rps: 3 }, { from_s: 200, rps: 12 }, { from_s: 400, rps: 3 }]
    arrivals: { process: poisson }
    input_tokens: 1500
    output_tokens: 100
cluster:
  prefill: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 2, startup: 40 }
  decode: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 2, startup: 40, warm_up: { requests: 3 } }
${planner}
sla: { ttft_ms: 1000, tpot_ms: 40 }
`,
  );
  return loadScenario(path, set);
}

describe('the split', () => {
  const effects = ['a', 'b', 'c', 'd'] as const;
  const anyGame = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 16, maxLength: 16 });
  const gameOf = (values: readonly number[]) => (on: ReadonlySet<string>) => ({
    x: values[effects.reduce((mask, effect, i) => mask | (on.has(effect) ? 1 << i : 0), 0)]!,
  });

  it('sums to the whole, whatever acts together', () => {
    fc.assert(
      fc.property(anyGame, (values) => {
        const parts = shapley(effects, gameOf(values));
        const sum = effects.reduce((all, effect) => all + parts[effect]['x']!, 0);
        expect(sum).toBeCloseTo(values[15]! - values[0]!, 9);
      }),
    );
  });

  it('gives an effect that changes nothing nothing, and one that acts alone what it does', () => {
    const parts = shapley(effects, (on) => ({ x: (on.has('a') ? 5 : 0) + (on.has('b') && on.has('c') ? 6 : 0) }));
    expect(effects.map((effect) => parts[effect]['x'])).toEqual([5, 3, 3, 0].map((part) => expect.closeTo(part, 12)));
  });

  it('looks at every subset once', () => {
    expect(subsets(effects)).toHaveLength(16);
    expect(new Set(subsets(effects).map((on) => [...on].join())).size).toBe(16);
  });
});

describe('effects', () => {
  const off = (
    loaded: LoadedScenario,
    ...on: Parameters<typeof variantOf>[1] extends ReadonlySet<infer E> ? E[] : never
  ) => variantOf(loaded, new Set(on), 1);

  it('are those that a scenario has', () => {
    expect(effectsOf(scenario().scenario)).toEqual(['minimum', 'startup', 'forecast', 'limits']);
    expect(effectsOf(scenario('planner: { policy: static }').scenario)).toEqual(['startup', 'forecast']);
    expect(effectsOf(scenario('planner: { policy: oracle, min_replicas: 1 }').scenario)).toEqual(['startup', 'limits']);
    expect(effectsOf(scenario('planner: { policy: dynamo-sla, min_endpoint: 1 }').scenario)).not.toContain('minimum');
  });

  it('leave what is on as it is', () => {
    const loaded = scenario();
    expect(off(loaded, 'minimum', 'startup', 'forecast', 'limits')).toEqual({ loaded });
    const { planner, cluster } = off(loaded, 'startup', 'forecast').loaded.scenario;
    expect(cluster).toEqual(loaded.scenario.cluster);
    expect(planner).toMatchObject({ policy: 'hpa', target: 3, min_replicas: 1, max_replicas: UNLIMITED });
    expect(planner).toMatchObject({ behavior: { scale_down: { stabilization_window_s: 0, policies: [] } } });
  });

  it('start workers at once, and know the traffic within the same bounds', () => {
    const { loaded, limits } = off(scenario(), 'minimum', 'limits');
    const { planner, cluster } = loaded.scenario;
    expect(planner).toMatchObject({ policy: 'oracle', interval_s: 15, min_replicas: 2, max_replicas: 6 });
    expect(limits?.behaviour?.scaleDown.stabilisation_s).toBe(300);
    expect(cluster).toMatchObject({ decode: { startup: { stages: [{ fixed_s: 0 }] } } });
    expect(cluster).not.toHaveProperty('decode.warm_up');
  });

  it.each([
    ['{ policy: keda, cooldown_s: 400 }', { most: 8, behaviour: { scaleDown: { stabilisation_s: 400 } } }],
    [
      '{ policy: kpa, max_scale_up_rate: 3 }',
      { behaviour: { scaleUp: { policies: [{ type: 'Percent', value: 200 }] } } },
    ],
    ['{ policy: dynamo-sla, max_gpu_budget: 9 }', { most: 4 }],
    ['{ policy: dynamo-planner, config: { max_gpu_budget: -1 } }', { most: UNLIMITED }],
    ['{ policy: headroom, max_replicas: 5, gpu_budget: 6 }', { most: 3 }],
  ])('%s has the limits %j', (planner, limits) => {
    expect(limitsOf(scenario(`planner: ${planner}`).scenario.planner, 2)).toMatchObject(limits);
  });
});

it('puts the windows of one planner on the orders of another', () => {
  const jumpy = limited(
    {
      name: 'jumpy',
      init: () => ({
        initialState: 0,
        leastWorkers: 0,
        tick: (state) => ({ state, decision: { targets: { decode: 9 }, reasons: [], explanation: {}, log: [] } }),
      }),
    },
    {
      scaleUp: { stabilisation_s: 0, select: 'Max', policies: [{ type: 'Pods', value: 2, period_s: 60 }] },
      scaleDown: { stabilisation_s: 0, select: 'Max', policies: [] },
    },
  ).init({ intervalSeconds: 10, sla: {}, pools: {} });
  const seen = (time: number, desired: number): Observation => ({
    time,
    windowSeconds: 10,
    workers: { decode: { ready: desired, starting: 0, draining: 0, desired } },
  });
  const first = jumpy.tick(jumpy.initialState, seen(10, 1));
  expect(first.decision.targets).toEqual({ decode: 3 });
  expect(jumpy.tick(first.state, seen(20, 3)).decision.targets).toEqual({ decode: 3 });
  expect(jumpy.tick(first.state, seen(80, 3)).decision.targets).toEqual({ decode: 5 });
});

it('splits a run from its work bound to what it was', async () => {
  const loaded = scenario();
  const actual = runTrial(loaded);
  const told: number[] = [];
  const { bound, parts, trials, ...rest } = await regretOf(loaded, actual, (done) => told.push(done));
  expect(trials).toBe(15);
  expect(told).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  expect(parts.map(({ id }) => id)).toEqual(['whole_workers', 'minimum', 'startup', 'forecast', 'limits']);
  for (const name of ['gpu_hours', 'usd', 'missed'] as const) {
    const sum = parts.reduce((all, part) => all + part[name]!, 0);
    expect(bound[name]! + sum).toBeCloseTo(rest.actual[name]!, 9);
  }
  expect(rest.actual.gpu_hours).toBe(actual.gpu_hours.total);
  const [whole] = parts;
  expect(bound.gpu_hours).toBeGreaterThan(0);
  expect(whole!.gpu_hours).toBeGreaterThan(0); // nothing goes below the bound
  expect(await regretOf(loaded, actual)).toEqual({ bound, parts, trials, ...rest });
});
