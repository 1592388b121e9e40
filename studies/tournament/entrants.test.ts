import { describe, expect, it } from 'vitest';
import { loadScenario, plannerPolicies, shippedPath } from '../../scenarios/index.js';
import { AGGREGATED, MADE_FACTS, scenarioFile, smallScenario } from '../testing/index.js';
import { FRESH_SOURCES } from '../trial/sources.js';
import { prepareTrial } from '../trial/trial.js';
import { entrantsOf } from './entrants.js';
import { factsOf } from './facts.js';
import { LADDERS } from './ladders.js';

const entrants = (set: readonly string[] = [], facts = MADE_FACTS) => entrantsOf(smallScenario(set), facts);
const namesOf = (set: readonly string[] = [], facts = MADE_FACTS) => entrants(set, facts).map(({ name }) => name);

describe('who plays', () => {
  it('is everybody but those that answer other questions, Dynamo with each predictor', () => {
    const names = namesOf();
    expect(names).toContain('headroom');
    expect(names).toContain('dynamo-planner/kalman');
    expect(names).toContain('oracle');
    for (const asked of ['schedule', 'perfect-system', 'work-bound']) expect(names).not.toContain(asked);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is the planner that the scenario has, too, whatever question it answers', () => {
    expect(namesOf(['planner={ policy: work-bound }'])).toContain('work-bound');
  });

  it('knows the traffic only where that can be known', () => {
    const names = namesOf([], { ...MADE_FACTS, known: false });
    for (const knowing of ['oracle', 'static-peak', 'static-mean']) expect(names).not.toContain(knowing);
    expect(names).toContain('static');
  });

  it('is whom the tournament names, in its order, with the predictors that they have', () => {
    const set = ['tournament.policies=[last-value, dynamo-planner, hpa]', 'tournament.predictors=[ets, kalman]'];
    expect(namesOf(set)).toEqual(['last-value/ets', 'last-value/kalman', 'dynamo-planner/kalman', 'hpa']);
  });

  it('is nobody of a policy that has none of the predictors', () => {
    expect(namesOf(['tournament.policies=[dynamo-sla, hpa]', 'tournament.predictors=[ets]'])).toEqual(['hpa']);
  });

  it('belongs to a family', () => {
    const families = Object.fromEntries(entrants().map(({ name, family }) => [name, family]));
    expect(families).toMatchObject({ headroom: 'ours', hpa: 'Kubernetes', oracle: 'knows the traffic' });
  });
});

describe('a setting', () => {
  const only = (policy: string, ...set: string[]) => entrants([`tournament.policies=[${policy}]`, ...set])[0]!.settings;

  it('is the policy with the fields of its rung', () => {
    expect(only('headroom')[0]).toEqual({
      label: 'attainment 0.8',
      sets: ['planner={"max_replicas":16,"attainment":0.8,"policy":"headroom"}'],
    });
  });

  it('keeps what the scenario says of its own planner, but for what the rung sets', () => {
    const set = 'planner={ policy: hpa, interval_s: 33, target: 77, metric: concurrency }';
    const [first] = only('hpa', set);
    const planner = JSON.parse(first!.sets[0]!.slice('planner='.length));
    expect(planner).toMatchObject({
      policy: 'hpa',
      interval_s: 33,
      metric: 'concurrency',
      target: 10,
      max_replicas: 16,
    });
    const [other] = only('keda', set);
    expect(other!.sets[0]).not.toContain('33');
  });

  it('of fixed counts is an override of the cluster', () => {
    const [first] = only('static');
    expect(first).toEqual({
      label: '2 prefill, 3 decode', // 0.7 of the mean need of 2.5 and 4
      sets: [expect.stringContaining('"policy":"static"'), 'cluster.prefill.replicas=2', 'cluster.decode.replicas=3'],
    });
  });
});

describe('every setting of every policy', () => {
  const all = plannerPolicies().filter((policy) => policy !== 'schedule');

  it.each(all)('%s makes a scenario', (policy) => {
    const path = scenarioFile();
    const set = [`tournament.policies=[${policy}]`, 'tournament.predictors=[constant]'];
    for (const { settings } of entrantsOf(loadScenario(path, set), MADE_FACTS)) {
      expect(settings.length).toBeGreaterThan(1);
      expect(new Set(settings.map(({ label }) => label)).size).toBe(settings.length);
      for (const { sets } of settings) expect(() => loadScenario(path, sets)).not.toThrow();
    }
  });

  it.each(all.filter((policy) => policy !== 'dynamo-sla'))('%s runs in one pool as well', (policy) => {
    const loaded = smallScenario([
      ...AGGREGATED,
      `tournament.policies=[${policy}]`,
      'tournament.predictors=[constant]',
    ]);
    const facts = factsOf(loaded, FRESH_SOURCES);
    const [entrant] = entrantsOf(loaded, facts);
    const { sets } = entrant!.settings[0]!;
    expect(() => prepareTrial(smallScenario([...AGGREGATED, ...sets]))).not.toThrow();
  });

  it('fits the tournament that ships', () => {
    const path = shippedPath('scenarios', 'tournament.yaml');
    const loaded = loadScenario(path, ['traffic.generator.duration_s=60', 'tournament.predictors=[kalman]']);
    for (const { settings } of entrantsOf(loaded, factsOf(loaded, FRESH_SOURCES))) {
      for (const { sets } of settings) expect(() => loadScenario(path, sets)).not.toThrow();
    }
  });
});

it('the catalogue of ladders is that of policies', () => {
  expect(Object.keys(LADDERS).toSorted()).toEqual([...plannerPolicies()].toSorted());
});
