import { describe, expect, it } from 'vitest';
import type { TrafficRequest } from '../../scenarios/index.js';
import { loadScenario } from '../../scenarios/index.js';
import { inlineRunner, scenarioFile, smallScenario } from '../testing/index.js';
import { runTrial } from '../trial/trial.js';
import { keptSources } from './kept-sources.js';
import { playTrial } from './play-trial.js';

/** About 30 requests a seed. */
const SHORT = ['traffic.generator.duration_s=6'];

/** What reads the traffic of a seed from some sources; the same object twice means that it was kept. */
function reader(sources: ReturnType<typeof keptSources>, set = SHORT) {
  const { scenario, resolve } = smallScenario(set);
  return (seed: number): readonly TrafficRequest[] => [...sources.traffic(scenario.traffic, seed, resolve).requests];
}

describe('kept sources', () => {
  it.each(['static', 'oracle', 'static-mean'])('change nothing for %s', (policy) => {
    const scenario = scenarioFile();
    const sources = keptSources();
    const sets = [...SHORT, `planner.policy=${policy}`];
    const fresh = runTrial(loadScenario(scenario, [...sets, 'seed=3']));
    expect(playTrial({ scenario, sets, seed: 3 }, sources).summary).toEqual(fresh);
    expect(playTrial({ scenario, sets, seed: 3 }, sources).summary).toEqual(fresh);
  });

  it('change nothing for a whole study that goes to and fro between seeds', async () => {
    const scenario = scenarioFile();
    const specs = [1, 2, 1, 3, 2, 1].map((seed) => ({ scenario, sets: SHORT, seed }));
    expect(await inlineRunner(keptSources(70)).run(specs)).toEqual(await inlineRunner().run(specs));
  });
});

describe('kept traffic', () => {
  it('is read once, and again where it does not fit', () => {
    for (const [most, kept] of [
      [10_000, true],
      [10, false],
    ] as const) {
      const read = reader(keptSources(most));
      const [first, second] = [read(1), read(1)];
      expect(second).toEqual(first);
      expect(second[0] === first[0]).toBe(kept);
    }
  });

  it('is kept where it just fits', () => {
    const { length } = reader(keptSources())(1);
    const [exact, less] = [keptSources(length), keptSources(length - 1)].map((sources) => reader(sources));
    expect(exact!(1)[0]).toBe(exact!(1)[0]);
    expect(less!(1)[0]).not.toBe(less!(1)[0]);
  });

  it('of one seed is not that of another', () => {
    const read = reader(keptSources());
    expect(read(1)).not.toEqual(read(2));
  });

  it('goes out oldest first', () => {
    const length = Math.max(...[1, 2, 3].map((seed) => reader(keptSources())(seed).length));
    const read = reader(keptSources(2 * length));
    const [one, two] = [read(1)[0], read(2)[0]];
    read(3);
    expect(read(2)[0]).toBe(two);
    expect(read(1)[0]).not.toBe(one);
  });

  it('that was read in part is not kept', () => {
    const sources = keptSources();
    const { scenario, resolve } = smallScenario(SHORT);
    const first = () => sources.traffic(scenario.traffic, 1, resolve).requests[Symbol.iterator]().next().value;
    expect(first()).not.toBe(first());
    expect(first()).toEqual(first());
  });

  it('keeps how long it lasts', () => {
    const sources = keptSources();
    const { scenario, resolve } = smallScenario(SHORT);
    const open = () => sources.traffic(scenario.traffic, 1, resolve);
    const first = open();
    expect([...first.requests].length).toBeGreaterThan(0);
    expect(open().duration_s).toBe(first.duration_s);
    expect(first.duration_s).toBe(6);
  });

  it('that waits for its answers is made anew for every run', () => {
    const waiting =
      'traffic={ format: closed_loop, generator: { concurrency: 2, requests: 4, input_tokens: 100, output_tokens: 10 } }';
    const sources = keptSources();
    const { scenario, resolve } = smallScenario([waiting]);
    const open = () => sources.traffic(scenario.traffic, 1, resolve);
    expect(open().next).toBeDefined();
    expect(open()).not.toBe(open());
  });
});

describe('kept profiles', () => {
  it('are read once', () => {
    const sources = keptSources();
    const load = () => sources.profile('llama-3.1-8b-fp8_h200_sxm_vllm_tp1', (path) => path).profile;
    expect(load()).toBe(load());
  });

  it('of the same name in another folder are others', () => {
    const sources = keptSources();
    const name = 'llama-3.1-8b-fp8_h200_sxm_vllm_tp1';
    const [here, there] = ['/here', '/there'].map((folder) => sources.profile(name, (path) => `${folder}/${path}`));
    expect(there).toEqual(here);
    expect(there).not.toBe(here);
  });

  it('that cannot be read fail every time', () => {
    const sources = keptSources();
    const load = () => sources.profile('nothing', (path) => path);
    expect(load).toThrow(expect.objectContaining({ code: 'HR_PROFILE_NOT_FOUND' }));
    expect(load).toThrow(expect.objectContaining({ code: 'HR_PROFILE_NOT_FOUND' }));
  });
});
