/** Arrival times of a staged rate, by its closed form. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivals, type RateSchedule, scheduleDuration } from './arrivals.js';

const schedule = (stages: RateSchedule['stages'], process: RateSchedule['process'] = 'constant', shape = 1) =>
  ({ kind: 'rate', process, shape, stages }) as RateSchedule;
const times = (stages: RateSchedule['stages'], process?: RateSchedule['process'], seed = 1) => [
  ...arrivals(schedule(stages, process), seed),
];

describe('constant', () => {
  it.each([
    ['one stage', [{ duration_s: 1, rps: 4 }], [0, 0.25, 0.5, 0.75]],
    ['nothing', [{ duration_s: 9, rps: 0 }], []],
    ['less than one request', [{ duration_s: 1, rps: 0.5 }], [0]],
    [
      'silence first',
      [
        { duration_s: 3, rps: 0 },
        { duration_s: 1, rps: 2 },
      ],
      [3, 3.5],
    ],
    [
      'a gap that spans two stages',
      [
        { duration_s: 1, rps: 0.5 },
        { duration_s: 2, rps: 1 },
      ],
      [0, 1.5, 2.5],
    ],
    [
      'a silent stage inside a gap',
      [
        { duration_s: 1, rps: 1.5 },
        { duration_s: 4, rps: 0 },
        { duration_s: 1, rps: 1 },
      ],
      [0, 2 / 3, 5.5],
    ],
    // 2t − t²/2 = n has the roots 2 − √(4 − 2n)
    ['a ramp to nothing', [{ duration_s: 2, rps: 2, to_rps: 0 }], [0, 2 - Math.sqrt(2)]],
    // t + t²/2 = n has the roots √(1 + 2n) − 1
    [
      'a ramp upwards',
      [{ duration_s: 2, rps: 1, to_rps: 3 }],
      [0, Math.sqrt(3) - 1, Math.sqrt(5) - 1, Math.sqrt(7) - 1],
    ],
  ])('%s', (_name, stages, expected) => {
    const found = times(stages);
    expect(found).toHaveLength(expected.length);
    for (const [i, time_s] of found.entries()) expect(time_s).toBeCloseTo(expected[i]!, 12);
  });

  it('a ramp that hardly rises is a constant rate, exact to 8 digits', () => {
    const found = times([{ duration_s: 100, rps: 10, to_rps: 10 + 1e-10 }]);
    for (const [n, time_s] of found.entries()) expect(time_s).toBeCloseTo(n / 10, 8);
  });

  it('a stage cut in two is the same stage', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 20 }),
        (a, b, rps) => {
          const whole = times([{ duration_s: a + b, rps }]);
          const cut = times([
            { duration_s: a, rps },
            { duration_s: b, rps },
          ]);
          expect(cut).toHaveLength(whole.length);
          for (const [i, time_s] of cut.entries()) expect(time_s).toBeCloseTo(whole[i]!, 9);
        },
      ),
    );
  });
});

describe('by chance', () => {
  it.each(['poisson', 'gamma'] as const)('%s: as many as the area under the rate, within 5 deviations', (process) => {
    const stages = [
      { duration_s: 50, rps: 0, to_rps: 40 },
      { duration_s: 50, rps: 40 },
    ];
    expect(Math.abs(times(stages, process).length - 3000)).toBeLessThan(5 * Math.sqrt(3000));
  });

  it('the first request is not at the start: a gap goes before it', () => {
    for (const process of ['poisson', 'gamma'] as const)
      expect(times([{ duration_s: 9, rps: 9 }], process)[0]).toBeGreaterThan(0);
  });

  it('twice the rate draws the same gaps at half the time', () => {
    const slow = times([{ duration_s: 40, rps: 3 }], 'poisson', 9);
    const fast = times([{ duration_s: 20, rps: 6 }], 'poisson', 9);
    expect(fast).toHaveLength(slow.length);
    for (const [i, time_s] of fast.entries()) expect(2 * time_s).toBeCloseTo(slow[i]!, 9);
  });

  it('another seed is another draw', () => {
    const stages = [{ duration_s: 10, rps: 10 }];
    expect(times(stages, 'poisson', 1)).not.toEqual(times(stages, 'poisson', 2));
  });
});

it('lasts as long as its stages together', () => {
  expect(
    scheduleDuration(
      schedule([
        { duration_s: 1.5, rps: 0 },
        { duration_s: 2, rps: 9, to_rps: 1 },
      ]),
    ),
  ).toBe(3.5);
});
