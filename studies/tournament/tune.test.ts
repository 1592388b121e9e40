import { describe, expect, it } from 'vitest';
import type { TrialOutcome, TrialSpec } from '../pool/trial-runner.js';
import { fakeRunner, madeFailure, madeOutcome } from '../testing/index.js';
import { type Place, tune } from './tune.js';

const WORLD = { name: 'w', sets: [] };
/** An entrant with so many settings, each an override by its name and number. */
const place = (name: string, settings: number): Place => ({
  world: WORLD,
  entrant: {
    name,
    family: 'baseline',
    settings: Array.from({ length: settings }, (_, i) => ({ label: `${i}`, sets: [`${name}=${i}`] })),
  },
});
const specOf = (_: Place, sets: readonly string[], seed: number): TrialSpec => ({ scenario: 'x', sets, seed });
const rungOf = ({ sets }: TrialSpec) => Number(sets[0]!.split('=')[1]);

async function tuned(places: readonly Place[], play: (spec: TrialSpec) => TrialOutcome, seeds = [1, 2, 3]) {
  const runner = fakeRunner(play);
  const result = await tune(places, 0.95, seeds, (specs) => runner.run(specs), specOf);
  return { ...result, played: runner.played };
}

/** Every rung keeps a little more and costs a little more. */
const climbing = (spec: TrialSpec) =>
  madeOutcome({ attainment: 0.9 + rungOf(spec) / 100, gpu_hours: 1 + rungOf(spec) });

describe('tuning', () => {
  it('finds the cheapest setting that reaches the target', async () => {
    const { tuned: found, refused } = await tuned([place('a', 10)], climbing);
    expect(found[0]!.chosen).toMatchObject({ policy: 'a', setting: '5', gpu_hours: 6 });
    expect(refused).toEqual([]);
  });

  it('takes the nearest where none reaches it', async () => {
    const { tuned: found } = await tuned([place('a', 3)], climbing);
    expect(found[0]!.chosen.setting).toBe('2');
  });

  it('plays all on the first seed, and on the others four that may reach it and the most careful one', async () => {
    const { played } = await tuned([place('a', 10)], climbing);
    const on = (seed: number) => played.filter((spec) => spec.seed === seed).map(rungOf);
    expect(on(1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // from 0.92 on a setting may still reach 0.95 on other seeds
    expect(on(2)).toEqual([2, 3, 4, 5, 9]);
    expect(on(3)).toEqual(on(2));
  });

  it('judges by all seeds: luck on the first is not enough', async () => {
    const lucky = (spec: TrialSpec) =>
      madeOutcome({ attainment: rungOf(spec) === 0 && spec.seed > 1 ? 0.5 : 0.96, gpu_hours: 1 + rungOf(spec) });
    const { tuned: found } = await tuned([place('a', 3)], lucky);
    expect(found[0]!.chosen.setting).toBe('1');
  });

  it('chooses only among settings that were played on every seed', async () => {
    const oneSeed = (spec: TrialSpec) => madeOutcome({ attainment: 0.96, gpu_hours: 10 - rungOf(spec) });
    const { tuned: found } = await tuned([place('a', 8)], oneSeed);
    expect(found[0]!.chosen.setting).toBe('7');
    expect(found[0]!.tried).toHaveLength(8);
  });

  it('tells every setting that was tried, with the means of its runs', async () => {
    const { tuned: found } = await tuned([place('a', 2)], (spec) => madeOutcome({ attainment: 0.9 + spec.seed / 100 }));
    expect(found[0]!.tried.map(({ setting, attainment }) => [setting, attainment])).toEqual([
      ['0', expect.closeTo(0.92, 9)],
      ['1', expect.closeTo(0.91, 9)], // the first of two alike went on
    ]);
  });

  it('on one seed plays each setting once', async () => {
    const { played, tuned: found } = await tuned([place('a', 3)], climbing, [1]);
    expect(played).toHaveLength(3);
    expect(found[0]!.chosen.setting).toBe('2');
  });

  it('keeps places apart, in their order', async () => {
    const { tuned: found } = await tuned([place('a', 10), place('b', 6)], climbing);
    expect(found.map(({ entrant, chosen }) => [entrant.name, chosen.policy, chosen.setting])).toEqual([
      ['a', 'a', '5'],
      ['b', 'b', '5'],
    ]);
  });
});

describe('a place where somebody cannot play', () => {
  it('is refused in its own words, and the others go on', async () => {
    const play = (spec: TrialSpec) => (spec.sets[0]!.startsWith('b') ? madeFailure('needs two pools') : climbing(spec));
    const { tuned: found, refused, played } = await tuned([place('a', 2), place('b', 2)], play);
    expect(found.map(({ entrant }) => entrant.name)).toEqual(['a']);
    expect(refused.map(({ entrant, failure }) => [entrant.name, failure.message])).toEqual([['b', 'needs two pools']]);
    expect(played.filter(({ sets }) => sets[0]!.startsWith('b')).every(({ seed }) => seed === 1)).toBe(true);
  });

  it('is refused as soon as one of its settings is', async () => {
    const { refused } = await tuned([place('a', 3)], (spec) =>
      rungOf(spec) === 2 ? madeFailure('no') : climbing(spec),
    );
    expect(refused).toHaveLength(1);
  });

  it('is one where a setting fails on other seeds: another is chosen', async () => {
    const play = (spec: TrialSpec) => (rungOf(spec) === 5 && spec.seed > 1 ? madeFailure('late') : climbing(spec));
    const { tuned: found } = await tuned([place('a', 10)], play);
    expect(found[0]!.chosen.setting).toBe('9');
  });

  it('is refused where every setting fails on other seeds', async () => {
    const play = (spec: TrialSpec) => (spec.seed > 1 ? madeFailure('late') : climbing(spec));
    const { tuned: found, refused } = await tuned([place('a', 3), place('b', 3)], play);
    expect([found, refused.map(({ failure }) => failure.message)]).toEqual([[], ['late', 'late']]);
  });
});
