import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attaining, bestOf, lineUpOf, runAt } from '../testing/lined-up.js';
import { lineUp } from './line-up.js';

describe('the run to take', () => {
  it('is the cheapest of those that keep what is asked', () => {
    const runs = [
      runAt('a', { attainment: 0.99, usd: 9 }),
      runAt('b', { attainment: 0.96, usd: 5 }),
      runAt('c', { usd: 1 }),
    ];
    expect(bestOf(lineUp(runs, attaining(0.95)))).toEqual(['b']);
    expect(bestOf(lineUp(runs, attaining(0.999)))).toEqual([]);
    expect(bestOf(lineUp(runs, []))).toEqual([]);
  });

  it('keeps all that is asked', () => {
    const runs = [runAt('a', { attainment: 0.99, usd: 9 }), runAt('b', { attainment: 0.96, usd: 5 })];
    const cheap = { text: 'usd<=6', isKept: ({ cost }: { cost?: { usd: number } }) => (cost?.usd ?? 9) <= 6 };
    const line = lineUp(runs, [...attaining(0.95), cheap]);
    expect(line.asked).toEqual(['attainment>=0.95', 'usd<=6']);
    expect(line.runs.map(({ keeps }) => keeps)).toEqual([false, true]);
    expect(bestOf(line)).toEqual(['b']);
  });

  it('is the first of two that cost the same', () => {
    const runs = [runAt('a', { usd: 5 }), runAt('b', { usd: 5 })];
    expect(bestOf(lineUp(runs, attaining(0.5)))).toEqual(['a']);
  });

  it('goes by GPU-hours where one of those that keep it has no price', () => {
    const runs = [
      runAt('a', { usd: 1, gpuHours: 9 }),
      runAt('b', { gpuHours: 2 }),
      runAt('c', { usd: 2, gpuHours: 5 }),
    ];
    expect(bestOf(lineUp(runs, attaining(0.5)))).toEqual(['b']);
    expect(bestOf(lineUp([runs[0]!, runAt('b', { gpuHours: 2, attainment: 0.1 }), runs[2]!], attaining(0.5)))).toEqual([
      'a',
    ]);
  });

  it('is none that is not safe to decide on', () => {
    const line = lineUp([runAt('a', { usd: 1, status: 'failed' }), runAt('b', { usd: 5 })], attaining(0.5));
    expect(bestOf(line)).toEqual(['b']);
    expect(line.warnings.join()).toMatch(/^a: Not safe/);
    expect(bestOf(lineUp([runAt('a', { usd: 1, status: 'failed' })], attaining(0.5)))).toEqual([]);
  });

  it('is one at the most, and no other is cheaper', () => {
    const traits = fc.record({
      attainment: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      usd: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(traits, { minLength: 1, maxLength: 8 }), (drawn) => {
        const { runs } = lineUp(
          drawn.map((one, i) => runAt(`r${i}`, one)),
          attaining(0.5),
        );
        const keeping = runs.filter(({ keeps, safety }) => keeps && safety.verdict !== 'not safe');
        const best = runs.filter(({ isBest }) => isBest);
        expect(best).toHaveLength(Math.min(1, keeping.length));
        const least = Math.min(...keeping.map(({ record }) => record.summary.cost!.usd));
        for (const { record } of best) expect(record.summary.cost!.usd).toBe(least);
      }),
      { numRuns: 40 },
    );
  });
});

describe('names', () => {
  it.each([
    [
      ['runs/a', 'runs/b/'],
      ['a', 'b'],
    ],
    [
      ['x/run', 'y/run'],
      ['x/run', 'y/run'],
    ],
    [
      ['run', 'run'],
      ['run (1)', 'run (2)'],
    ],
    [['./one/run'], ['run']],
    [
      ['one/run', 'run'],
      ['one/run', 'run'],
    ],
    [
      ['C:\\runs\\a', 'C:\\runs\\b'],
      ['a', 'b'],
    ],
    [
      ['/', 'a'],
      ['/', 'a'],
    ],
    [
      ['.', 'a'],
      ['.', 'a'],
    ],
  ])('of %j are %j', (paths, names) => {
    expect(lineUpOf(...paths).runs.map(({ name }) => name)).toEqual(names);
  });

  it('tell all runs apart, and are no longer than they must be', () => {
    const folder = fc.constantFrom('a', 'b', 'c');
    const paths = fc.uniqueArray(
      fc.array(folder, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(paths, (given) => {
        const names = lineUpOf(...given).runs.map(({ name }) => name);
        expect(new Set(names).size).toBe(given.length);
        names.forEach((name, i) => void expect(`/${given[i]}`.endsWith(`/${name}`)).toBe(true));
      }),
      { numRuns: 40 },
    );
  });
});

describe('what makes runs hard to hold against each other', () => {
  it('is another traffic', () => {
    const line = lineUp([runAt('a'), runAt('b', { offered: 2000 })], []);
    expect(line.warnings).toEqual(['The runs did not serve the same traffic; compare shares and prices a request.']);
    expect(lineUpOf('a', 'b').warnings).toEqual([]);
  });

  it('is told with what differs between their scenarios', () => {
    const line = lineUp([runAt('a', { replicas: 1 }), runAt('b', { replicas: 2 })], []);
    expect(line.differences).toEqual([{ field: 'cluster.decode.replicas', values: ['1', '2'] }]);
  });

  it('is the age of a price where the day is known', () => {
    const old = lineUp([runAt('a', { usd: 1 })], [], new Date('2027-11-01T00:00:00Z'));
    expect(old.runs[0]!.safety.verdict).toBe('borderline');
    expect(lineUp([runAt('a', { usd: 1 })], []).runs[0]!.safety.verdict).toBe('safe');
  });
});
