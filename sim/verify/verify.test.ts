/** Every case runs and is judged; a wrong simulator is caught. */
import { describe, expect, it } from 'vitest';
import { leastCovered, verificationCases } from './verify.js';

describe('the fewest hits that are not surprising', () => {
  it.each([
    [40, 33],
    [20, 15],
    [4, 2],
    [1, 0],
  ])('of %d intervals of 95 %% are %d', (replications, hits) => {
    expect(leastCovered(replications)).toBe(hits);
  });

  it('are missed by a calibrated interval once in a thousand at most', () => {
    for (const replications of [4, 10, 40]) {
      let missed = 0;
      for (let hits = 0; hits < leastCovered(replications); hits++) {
        let ways = 1;
        for (let i = 0; i < hits; i++) ways *= (replications - i) / (i + 1);
        missed += ways * 0.95 ** hits * 0.05 ** (replications - hits);
      }
      expect(missed).toBeLessThanOrEqual(0.001);
    }
  });
});

describe('the cases', () => {
  const names = (longRun?: number) =>
    verificationCases({ replications: 1, seed: 1, ...(longRun !== undefined && { longRun }) }).map(({ name }) => name);

  it('are named once each, every queue at every load', () => {
    const all = names();
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(
      expect.arrayContaining([
        'M/M/1 at ρ = 0.95',
        'M/D/1 at ρ = 0.3',
        'M/M/8 at ρ = 0.9',
        'decode chain',
        'closed loop',
      ]),
    );
  });

  it('have long runs where these are asked for', () => {
    expect(names(2e6).filter((name) => !names().includes(name))).toEqual([
      'M/M/1, 2 M requests',
      'M/D/1, 2 M requests',
      'M/G/1, 2 M requests',
      'M/M/2, 2 M requests',
      'M/G/1 aggregated, 2 M requests',
    ]);
  });
});

describe('a case that is run', () => {
  const run = (name: string) => {
    const pending = verificationCases({ replications: 2, seed: 5 }).find((one) => one.name === name)!;
    return pending.run();
  };

  it('tells the closed form, what was simulated, and how often the intervals held', () => {
    const result = run('M/D/1 at ρ = 0.3');
    expect(result).toMatchObject({ name: 'M/D/1', load: 0.3, replications: 2, passed: true });
    expect(result.expected).toBeCloseTo(0.3 / (2 * 0.7), 12);
    expect(result.errorShare).toBeCloseTo(result.simulated / result.expected - 1, 12);
    expect(result.halfWidth).toBeGreaterThan(0);
    expect(result.covered).toBeLessThanOrEqual(2);
  });

  it('of the fluid is judged by its distance: there is no chance in it', () => {
    const result = run('drain time (s)');
    expect(result).toMatchObject({ expected: 150, replications: 1, passed: true });
    expect(result).not.toHaveProperty('covered');
  });
});
