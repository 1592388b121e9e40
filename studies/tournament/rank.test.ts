import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeSummary } from '../testing/index.js';
import { choose, figuresOf, type Judged, rankingOf, standingsOf } from './rank.js';
import type { SettingFigures, WorldResult } from './result.js';

const figures = (policy: string, attainment = 0, gpu_hours = 0): SettingFigures => ({
  policy,
  family: policy === 'oracle' ? 'knows the traffic' : 'research',
  setting: 'x',
  sets: [],
  attainment,
  gpu_hours,
});
const run = (attainment: number, gpu_hours: number) =>
  madeSummary({ attainment, gpu_hours, scale_ups: 1, scale_downs: 2 });
/** An entrant by the attainment and the GPU-hours of its runs. */
const judged = (policy: string, ...runs: readonly (readonly [number, number])[]): Judged => ({
  chosen: figures(policy),
  runs: runs.map(([attainment, hours]) => run(attainment, hours)),
});

describe('figures over seeds', () => {
  it('are means', () => {
    const figures = figuresOf([
      madeSummary({ attainment: 0.9, gpu_hours: 1, usd: 4 }),
      madeSummary({ gpu_hours: 2, usd: 6 }),
    ]);
    expect(figures).toEqual({ attainment: 0.95, gpu_hours: 1.5, usd: 5 });
  });

  it('have no cost where one run has none', () => {
    expect(figuresOf([madeSummary({ usd: 4 }), madeSummary()])).not.toHaveProperty('usd');
  });
});

describe('the chosen setting', () => {
  const tried = fc.array(
    fc.record({ attainment: fc.integer({ min: 80, max: 100 }), gpu_hours: fc.integer({ min: 1, max: 20 }) }),
    { minLength: 1, maxLength: 12 },
  );

  it('is the cheapest that reaches the target, else the one that comes nearest, whatever was tried', () => {
    fc.assert(
      fc.property(tried, (all) => {
        const settings = all.map(({ attainment, gpu_hours }) => figures('p', attainment / 100, gpu_hours));
        const chosen = choose(settings, 0.95);
        const reaching = settings.filter(({ attainment }) => attainment >= 0.95);
        if (reaching.length > 0) {
          expect(chosen.attainment).toBeGreaterThanOrEqual(0.95);
          expect(chosen.gpu_hours).toBe(Math.min(...reaching.map(({ gpu_hours }) => gpu_hours)));
        } else expect(chosen.attainment).toBe(Math.max(...settings.map(({ attainment }) => attainment)));
      }),
      { numRuns: 60 },
    );
  });

  it('of equals is the first: the more careless one', () => {
    const [first, second] = [figures('p', 0.96, 2), figures('p', 0.99, 2)];
    expect(choose([first, second], 0.95)).toBe(first);
    expect(choose([first, { ...first }], 0.99)).toBe(first);
  });
});

describe('standings', () => {
  const ALL = [
    judged('b', [0.96, 12], [0.96, 13]),
    judged('never', [0.8, 1], [0.8, 1]),
    judged('oracle', [1, 8], [1, 12]),
    judged('a', [0.945, 10], [0.945, 14]),
  ];
  const standings = standingsOf(ALL, 0.95);

  it('put the cheapest that reach the target first, a point of grace included, and who never does last', () => {
    expect(standings.map(({ policy, reaches }) => [policy, reaches])).toEqual([
      ['oracle', true],
      ['a', true],
      ['b', true],
      ['never', false],
    ]);
    expect(standingsOf([judged('x', [0.9399, 1], [0.9399, 1])], 0.95)[0]!.reaches).toBe(false);
  });

  it('put those that never reach it by how near they come, and equals by name', () => {
    const order = standingsOf([judged('far', [0.2, 1]), judged('near', [0.9, 9]), judged('also', [0.9, 9])], 0.95);
    expect(order.map(({ policy }) => policy)).toEqual(['also', 'near', 'far']);
    const equal = standingsOf([judged('z', [1, 5]), judged('y', [1, 5])], 0.95);
    expect(equal.map(({ policy }) => policy)).toEqual(['y', 'z']);
  });

  it('pair differences by seed: a constant distance has no scatter, however the seeds differ', () => {
    const a = standings[1]!;
    expect(a.regret).toBeCloseTo(0.2, 12);
    expect(a.regret_ci95).toEqual([expect.closeTo(0.2, 9), expect.closeTo(0.2, 9)]);
    expect(a.behind_gpu_hours).toBe(0);
    const b = standings[2]!;
    // differences 4 and 1 over a mean of 10: Student's t with one degree of freedom
    expect(b.regret).toBeCloseTo(0.25, 12);
    expect(b.regret_ci95![1] - b.regret!).toBeCloseTo(12.706 * 0.15, 9);
    expect(b.behind_gpu_hours).toBeCloseTo(0.5, 12);
  });

  it('count the oracle against itself, and it is behind nobody', () => {
    expect(standings[0]!.regret).toBe(0);
    expect(standings[0]).not.toHaveProperty('behind_gpu_hours');
  });

  it('have no regret for those that do not reach the target, nor without an oracle that does', () => {
    expect(standings[3]!.regret).toBeUndefined();
    expect(standingsOf(ALL.slice(0, 2), 0.95)[0]!.regret).toBeUndefined();
    const blind = standingsOf([judged('oracle', [0.1, 1]), judged('a', [1, 5])], 0.95);
    expect(blind.find(({ policy }) => policy === 'a')!.regret).toBeUndefined();
  });

  it('have intervals of an attainment between 0 and 1, and none of a single seed', () => {
    const [one] = standingsOf([judged('a', [0.9, 1], [1, 3])], 0.9);
    expect(one!.attainment_ci95).toEqual([expect.closeTo(0.95 - 12.706 * 0.05, 2), 1]);
    const [single] = standingsOf([judged('a', [1, 1])], 0.9);
    expect(single).not.toHaveProperty('attainment_ci95');
    expect(single).not.toHaveProperty('gpu_hours_ci95');
  });

  it('count how often each changed its mind', () => {
    expect(standings[0]!.scale_changes).toBe(3);
  });

  it('tell the judging runs, not those by which the setting was chosen', () => {
    const one = { chosen: figures('a', 0.5, 99), runs: [run(1, 2)] };
    expect(standingsOf([one], 0.95)[0]).toMatchObject({ attainment: 1, gpu_hours: 2, setting: 'x' });
  });
});

describe('the ranking over all worlds', () => {
  const world = (...standings: [policy: string, reaches: boolean, gpu_hours: number, usd?: number][]): WorldResult => ({
    world: 'w',
    standings: standings.map(([policy, reaches, gpu_hours, usd]) => ({
      ...figures(policy, reaches ? 0.96 : 0.9, gpu_hours),
      reaches,
      scale_changes: 0,
      ...(usd !== undefined && { usd }),
    })),
    tried: [],
    cannot_play: [],
  });

  it('is by worlds reached, then by GPU-hours over all', () => {
    const ranking = rankingOf([
      world(['oracle', true, 10], ['cheap', true, 11], ['sure', true, 15]),
      world(['oracle', true, 10], ['cheap', false, 5], ['sure', true, 15]),
    ]);
    expect(
      ranking.map(({ policy, rank, regret, gpu_hours, worlds_reached }) => [
        rank,
        policy,
        regret,
        gpu_hours,
        worlds_reached,
      ]),
    ).toEqual([
      [1, 'oracle', 0, 20, 2],
      [2, 'sure', 0.5, 30, 2],
      [3, 'cheap', undefined, 16, 1],
    ]);
  });

  it('sums costs, and takes the mean of the attainment', () => {
    const [one] = rankingOf([world(['a', true, 1, 3]), world(['a', false, 2, 4])]);
    expect(one).toMatchObject({ usd: 7, attainment: expect.closeTo(0.93, 9), family: 'research' });
    expect(rankingOf([world(['a', true, 1, 3]), world(['a', true, 2])])[0]).not.toHaveProperty('usd');
  });

  it('puts those that reach no world by how near they come', () => {
    const result = world(['far', false, 1], ['near', false, 9]);
    const standings = result.standings.map((one) => (one.policy === 'far' ? { ...one, attainment: 0.1 } : one));
    expect(rankingOf([{ ...result, standings }]).map(({ policy }) => policy)).toEqual(['near', 'far']);
  });

  it('has no regret where the oracle missed a world', () => {
    const ranking = rankingOf([
      world(['oracle', true, 1], ['a', true, 2]),
      world(['oracle', false, 1], ['a', true, 2]),
    ]);
    expect(ranking.every((row) => !Object.hasOwn(row, 'regret'))).toBe(true);
  });

  it('counts who played in some worlds alone in those', () => {
    const ranking = rankingOf([world(['a', true, 1], ['b', true, 2]), world(['a', true, 1])]);
    expect(ranking.map(({ policy, worlds_reached }) => [policy, worlds_reached])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
