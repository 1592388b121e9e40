import { describe, expect, it } from 'vitest';
import { madePlace, madeRank, madeTournament, madeWorld } from '../testing/index.js';
import { methodLine, tournamentText, tournamentVerdict } from './tell.js';

describe('the verdict', () => {
  const verdict = (...ranking: Parameters<typeof madeTournament>[0]) => tournamentVerdict(madeTournament(ranking));

  it('names who needs the fewest GPU-hours, and how far that is from the oracle', () => {
    expect(verdict(madeRank('oracle', 8, { regret: 0 }), madeRank('hpa', 10, { regret: 0.25 }))).toBe(
      'hpa reaches 95.0 % with the fewest GPU-hours: 10.00, +25.0 % against the oracle',
    );
  });

  it('has no distance without an oracle, and may be below it', () => {
    expect(verdict(madeRank('hpa', 10))).toBe('hpa reaches 95.0 % with the fewest GPU-hours: 10.00');
    expect(verdict(madeRank('hpa', 10, { regret: -0.05 }))).toContain('10.00, −5.0 % against the oracle');
  });

  it('names the best that scales, where fixed counts win', () => {
    expect(verdict(madeRank('static', 9), madeRank('hpa', 10), madeRank('kpa', 11))).toBe(
      'static reaches 95.0 % with the fewest GPU-hours: 9.00; of those that scale, hpa: 10.00',
    );
    expect(verdict(madeRank('static', 9))).toMatch(/9\.00; none that scales reaches it in every world$/);
  });

  it('counts only those that reach it in every world', () => {
    const worlds = [madeWorld([]), madeWorld([])];
    const half = madeRank('hpa', 1, { worlds_reached: 1 });
    const both = madeRank('kpa', 5, { worlds_reached: 2 });
    expect(tournamentVerdict(madeTournament([half, both], worlds))).toMatch(/^kpa reaches/);
    expect(tournamentVerdict(madeTournament([half], worlds))).toBe('no policy reaches 95.0 % in every world');
  });

  it('is none where only references reach it', () => {
    expect(verdict(madeRank('oracle', 8))).toBe('no policy reaches 95.0 % in every world');
  });
});

it('says how it was played', () => {
  expect(methodLine(madeTournament([]))).toBe(
    "40 runs: each policy's settings tried on 3 seeds, its cheapest that reaches 95.0 % judged on 2 others. " +
      'Intervals: 95 %, paired by seed.',
  );
});

describe('a tournament on a screen', () => {
  const linesOf = (...of: Parameters<typeof madeTournament>) => tournamentText(madeTournament(...of)).split('\n');

  it('has a line a policy, with a dash for what nobody knows and a cross for a miss', () => {
    const world = madeWorld([
      madePlace('hpa', 10, { regret: 0.25, regret_ci95: [-0.01, 0.5], usd: 30 }),
      madePlace('kpa', 12, { reaches: false, attainment: 0.9 }),
    ]);
    const lines = linesOf([madeRank('hpa', 10)], [world]).map((line) => line.trim().split(/ {2,}/));
    expect(lines).toContainEqual([
      'policy',
      'attainment',
      'GPU-hours',
      'regret',
      'regret 95 %',
      'cost',
      'changes',
      'setting',
    ]);
    expect(lines).toContainEqual([
      '1 hpa',
      '96.0 %',
      '10.00',
      '+25.0 %',
      '−1.0 % … +50.0 %',
      '$30.00',
      '4.0',
      'set hpa',
    ]);
    expect(lines.find(([name]) => name === '2 kpa')).toEqual([
      '2 kpa',
      '90.0 % ✗',
      '12.00',
      '–',
      '–',
      expect.any(String),
      '4.0',
      'set kpa',
    ]);
  });

  it('says who cannot play, in the first line of their words', () => {
    const world = madeWorld([], {
      cannot_play: [
        { policy: 'dynamo-sla', reason: { code: 'HR_SCENARIO_INVALID', message: 'needs two pools\nat all' } },
      ],
    });
    const text = tournamentText(madeTournament([], [world]));
    expect(text).toContain('  dynamo-sla cannot play: needs two pools\n');
    expect(text).not.toContain('at all');
  });

  it('has the ranking over all worlds only where there are several', () => {
    const ranking = [madeRank('hpa', 10, { worlds_reached: 2, regret: 0.1, usd: 5 })];
    expect(linesOf(ranking).some((line) => line.startsWith('all worlds'))).toBe(false);
    const both = linesOf(ranking, [madeWorld([], { world: 'calm' }), madeWorld([], { world: 'busy' })]);
    expect(both).toEqual(expect.arrayContaining(['calm', 'busy', 'all worlds']));
    expect(both.map((line) => line.trim().split(/ {2,}/))).toContainEqual([
      '1 hpa',
      '2',
      '96.0 %',
      '10.00',
      '+10.0 %',
      '$5.00',
    ]);
  });

  it('begins with the verdict and ends with the method', () => {
    const lines = linesOf([madeRank('hpa', 10)]);
    expect(lines[1]).toMatch(/^made · hpa reaches/);
    expect(lines.at(-2)).toMatch(/^40 runs/);
  });
});
