import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenarios/index.js';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { prepareTrial } from '../trial/trial.js';
import { countsText, type Deployment, deployed, keyOf, ROLES, workersOf } from './deployment.js';

const ENGINE = 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';
const TWO: Deployment = { engine: ENGINE, mode: 'disaggregated', counts: { prefill: 2, decode: 3 } };
const ONE: Deployment = { engine: ENGINE, mode: 'aggregated', counts: { aggregated: 4 } };

it('workers are those of all roles', () => {
  expect([workersOf(TWO), workersOf(ONE)]).toEqual([5, 4]);
});

it.each([
  [TWO, '2 prefill + 3 decode'],
  [ONE, '4 workers'],
  [{ ...ONE, counts: { aggregated: 1 } }, '1 worker'],
])('%# counts as words', (deployment, text) => {
  expect(countsText(deployment)).toBe(text);
});

it('a key is the same for the same deployment, in whatever order it names its roles', () => {
  expect(keyOf({ ...TWO, counts: { decode: 3, prefill: 2 } })).toBe(keyOf(TWO));
  const others = [ONE, { ...TWO, engine: 'x' }, { ...TWO, counts: { prefill: 3, decode: 2 } }];
  expect(others.map(keyOf)).not.toContain(keyOf(TWO));
});

it('every way of serving has its roles', () => {
  expect(ROLES).toEqual({ disaggregated: ['prefill', 'decode'], aggregated: ['aggregated'] });
});

describe('a scenario with a deployment', () => {
  const pools = (scenario: Scenario) => scenario.cluster as unknown as Record<string, Record<string, unknown>>;

  it('has its engine and its counts, and no planner', () => {
    const { scenario } = smallScenario(['planner={ policy: hpa, interval_s: 7 }']);
    const result = deployed(scenario, TWO);
    expect(result.cluster.mode).toBe('disaggregated');
    expect(pools(result)['prefill']).toMatchObject({ profile: ENGINE, replicas: 2 });
    expect(pools(result)['decode']).toMatchObject({ profile: ENGINE, replicas: 3 });
    expect(result.planner).toMatchObject({ policy: 'static', interval_s: 7 });
  });

  it('keeps everything else, traffic, promise and seed among it', () => {
    const { scenario } = smallScenario(['seed=9']);
    const { cluster: _cluster, planner: _planner, ...rest } = deployed(scenario, TWO);
    const { cluster: _was, planner: _before, ...before } = scenario;
    expect(rest).toEqual(before);
  });

  it('keeps the settings of its pools, each by itself', () => {
    const set = ['cluster.prefill.max_batch=3', 'cluster.decode.max_batch=77', 'cluster.decode.queue=pooled'];
    const result = deployed(smallScenario(set).scenario, TWO);
    expect(pools(result)['prefill']!['max_batch']).toBe(3);
    expect(pools(result)['decode']).toMatchObject({ max_batch: 77, queue: 'pooled' });
  });

  it('is of one kind of worker, whatever kinds there were', () => {
    const set = [`cluster.decode.also=[{ profile: ${ENGINE}, replicas: 9 }]`];
    expect(pools(deployed(smallScenario(set).scenario, TWO))['decode']!['also']).toBeUndefined();
  });

  it('keeps nodes and storage', () => {
    const { scenario } = smallScenario(['cluster.nodes={ gpus_per_node: 8, max: 4, provision: 60 }']);
    expect(deployed(scenario, TWO).cluster.nodes).toEqual(scenario.cluster.nodes);
    expect(deployed(scenario, ONE).cluster.nodes).toEqual(scenario.cluster.nodes);
    expect(deployed(smallScenario().scenario, TWO).cluster).not.toHaveProperty('nodes');
  });

  it('of the other way of serving takes the settings of the prefill pool, or of the aggregated one', () => {
    const together = deployed(smallScenario(['cluster.prefill.max_batch=3']).scenario, ONE);
    expect(together.cluster.mode).toBe('aggregated');
    expect(pools(together)['aggregated']).toMatchObject({ max_batch: 3, replicas: 4, profile: ENGINE });
    const apart = deployed(smallScenario([...AGGREGATED, 'cluster.aggregated.max_batch=5']).scenario, TWO);
    expect(pools(apart)['prefill']!['max_batch']).toBe(5);
    expect(pools(apart)['decode']).toMatchObject({ max_batch: 5, replicas: 3 });
    expect(apart.cluster).toHaveProperty('transfer.bandwidth_gb_per_s');
  });

  it('keeps its own transfer', () => {
    const { scenario } = smallScenario(['cluster.transfer.bandwidth_gb_per_s=3']);
    expect(deployed(scenario, TWO).cluster).toHaveProperty('transfer.bandwidth_gb_per_s', 3);
  });

  it.each([
    ['apart', [], TWO],
    ['together', AGGREGATED, ONE],
    ['from apart to together', [], ONE],
    ['from together to apart', AGGREGATED, TWO],
  ])('can run: %s', (_way, set, deployment) => {
    const loaded = smallScenario(set);
    const { input } = prepareTrial({ ...loaded, scenario: deployed(loaded.scenario, deployment) });
    expect(Object.keys(input.cluster.pools)).toEqual(ROLES[deployment.mode]);
  });
});
