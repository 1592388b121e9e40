import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { arrivalsSchema, closedLoopSchema, generatorSchema, lengthsSchema } from './generator.js';

describe('lengths', () => {
  it.each([
    7,
    [
      [0, 1],
      [1, 9],
    ],
    { lognormal: { median: 0.5, sigma: 0 } },
    { lognormal: { median: 500, sigma: 1, max: 4096 } },
    { histogram: [[5, 0.5]] },
    {}, // which of the two is missing is told with the path, beyond the types
  ])('%j', (spec) => expect(lengthsSchema.safeParse(spec).success).toBe(true));

  it.each([
    0,
    -5,
    1.5,
    '7',
    [],
    [[0, 1]],
    [
      [0, 1],
      [1.1, 9],
    ],
    [
      [0, 0],
      [1, 9],
    ],
    [
      [0, 1, 2],
      [1, 9],
    ],
    { lognormal: { median: 0, sigma: 1 } },
    { lognormal: { median: 5, sigma: -1 } },
    { lognormal: { median: 5 } },
    { lognormal: { median: 5, sigma: 1, max: 0 } },
    { histogram: [] },
    { histogram: [[0, 1]] },
    { histogram: [[5, -1]] },
    { normal: { mean: 5 } },
  ])('not %j', (spec) => expect(lengthsSchema.safeParse(spec).success).toBe(false));
});

describe('arrivals', () => {
  it.each([
    { process: 'poisson' },
    { process: 'constant' },
    { process: 'gamma', shape: 0.1 },
    { process: 'weibull', shape: 5 },
  ])('%j', (spec) => expect(arrivalsSchema.parse(spec)).toEqual(spec));
  it.each([
    {},
    { process: 'gamma' },
    { process: 'gamma', shape: 0 },
    { process: 'poisson', shape: 1 },
    { process: 'pareto' },
  ])('not %j', (spec) => expect(arrivalsSchema.safeParse(spec).success).toBe(false));
});

describe('a generator', () => {
  it('is Poisson, with prefixes of 512-token blocks and sessions that grow', () => {
    const parts = { sessions: { turns: 3, think_time_s: { mean: 5 } }, prefix: { groups: 2, tokens: 100 } };
    expect(generatorSchema.parse({ duration_s: 60, ...parts })).toEqual({
      duration_s: 60,
      arrivals: { process: 'poisson' },
      sessions: { turns: 3, think_time_s: { mean: 5, sigma: 0 }, growth: 'accumulate' },
      prefix: { groups: 2, tokens: 100, block_tokens: 512 },
    });
  });

  itHasLimits(generatorSchema, { duration_s: 60 }, [
    ['duration_s', [0.1, 604_800], [0, undefined]],
    [
      'rate',
      [[{ from_s: 0, rps: 0 }], { path: 'r.csv' }],
      [[], 5, [{ from_s: -1, rps: 1 }], [{ from_s: 0, rps: -1 }], { path: '' }],
    ],
    [
      'sessions',
      [
        {
          turns: [
            [0, 1],
            [1, 5],
          ],
          think_time_s: { mean: 0 },
        },
      ],
      [{ turns: 0, think_time_s: { mean: 1 } }, { turns: 1 }],
    ],
    [
      'prefix',
      [{ groups: 1, tokens: 1 }],
      [
        { groups: 0, tokens: 1 },
        { groups: 1, tokens: 0 },
      ],
    ],
    [
      'classes',
      [[{ name: 'a', input_tokens: 1, output_tokens: 1 }]],
      [
        [],
        [{ name: '', input_tokens: 1, output_tokens: 1 }],
        [{ name: 'a' }],
        [{ name: 'a', share: 1.1, input_tokens: 1, output_tokens: 1 }],
      ],
    ],
  ]);
});

describe('a closed loop', () => {
  const base = { concurrency: 1, input_tokens: 1, output_tokens: 1 };

  it('begins at once and thinks nothing', () => {
    expect(closedLoopSchema.parse(base)).toEqual({ ...base, think_time_s: 0, ramp_s: 0 });
  });

  itHasLimits(closedLoopSchema, base, [
    ['concurrency', [1], [0, 1.5, undefined]],
    ['requests', [1, undefined], [0]],
    ['duration_s', [0.1, undefined], [0]],
    ['think_time_s', [0, 5], [-1]],
    ['ramp_s', [0, 5], [-1]],
    ['input_tokens', [5], [undefined]],
  ]);
});
