import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/index.js';
import { AGGREGATED, scenarioFile, smallScenario } from '../testing/index.js';
import { worldsOf } from './worlds.js';

const TRAFFICS =
  'tournament.traffics={ calm: { format: generated, generator: { duration_s: 60, rate: [{ from_s: 0, rps: 1 }], input_tokens: 10, output_tokens: 5 } }, busy: { format: generated, generator: { duration_s: 60, rate: [{ from_s: 0, rps: 9 }], input_tokens: 10, output_tokens: 5 } } }';

const namesOf = (set: readonly string[]) => worldsOf(smallScenario(set)).map(({ name }) => name);

it('there is one, as configured, where a tournament varies nothing', () => {
  expect(worldsOf(smallScenario())).toEqual([{ name: 'as configured', sets: [] }]);
});

it('every startup is one, for every role', () => {
  expect(worldsOf(smallScenario(['tournament.startups_s=[0, 90]']))).toEqual([
    { name: 'startup 0 s', sets: ['cluster.prefill.startup=0', 'cluster.decode.startup=0'] },
    { name: 'startup 90 s', sets: ['cluster.prefill.startup=90', 'cluster.decode.startup=90'] },
  ]);
  expect(worldsOf(smallScenario([...AGGREGATED, 'tournament.startups_s=[5]']))[0]!.sets).toEqual([
    'cluster.aggregated.startup=5',
  ]);
});

it('every traffic with every startup is one, traffic by traffic', () => {
  expect(namesOf([TRAFFICS])).toEqual(['calm', 'busy']);
  expect(namesOf([TRAFFICS, 'tournament.startups_s=[0, 90]'])).toEqual([
    'calm, startup 0 s',
    'calm, startup 90 s',
    'busy, startup 0 s',
    'busy, startup 90 s',
  ]);
});

describe('the overrides of a world', () => {
  it('make its scenario', () => {
    const path = scenarioFile();
    const worlds = worldsOf(loadScenario(path, [TRAFFICS, 'tournament.startups_s=[7]']));
    const played = worlds.map(({ sets }) => loadScenario(path, sets).scenario);
    expect(
      played.map(({ traffic }) => 'generator' in traffic && 'rate' in traffic.generator && traffic.generator.rate),
    ).toEqual([[{ from_s: 0, rps: 1 }], [{ from_s: 0, rps: 9 }]]);
    for (const { cluster } of played) expect(cluster).toHaveProperty('decode.startup.stages.0.fixed_s', 7);
  });
});
