import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalCounts } from './arrival-counts.js';
import { LengthCounts } from './length-counts.js';
import { tracePicture } from './picture.js';
import type { TraceShape } from './statistics.js';

function shape(times_s: readonly number[], input: readonly number[], output = input): TraceShape {
  const arrivals = new ArrivalCounts();
  for (const time_s of times_s) arrivals.add(time_s * 1e6);
  const counts = (lengths: readonly number[]) => {
    const seen = new LengthCounts();
    for (const length of lengths) seen.add(length);
    return seen;
  };
  return { arrivals, input: counts(input), output: counts(output) };
}
const lines = (of: TraceShape, width = 40) => tracePicture(of, width).split('\n');

describe('the picture of a trace', () => {
  it('has the rate over time, six lines high, with its largest value and the time', () => {
    const drawn = lines(shape([0, 0, 0, 0, 1, 1, 2, 3], [1]));
    expect(drawn.slice(0, 8)).toEqual([
      'requests/s over time',
      '      4 │█',
      '        │█',
      '        │█',
      '        │██',
      '        │██▄▄',
      '      0 │████',
      '         0 3.0 s',
    ]);
  });

  it('has lengths by tens, four lines high', () => {
    const drawn = lines(shape([0], [1, 1, 1, 1, 10, 10, 100]));
    const at = drawn.indexOf('input tokens');
    expect(drawn.slice(at + 1, at + 6)).toEqual([
      '      4 │█',
      '        │█',
      '        │█           █',
      `      0 │█           █           █`,
      '         1           10          100',
    ]);
  });

  it('shows what is there, however little, and nothing where nothing is', () => {
    const [, ...rate] = lines(shape([...Array(1000).fill(0), 2], [1]));
    expect(rate[5]).toBe('      0 │█ ▁');
    expect(rate[0]).toBe('     1k │█');
  });

  it.each([
    [1, '1.0 s'],
    [119, '119.0 s'],
    [120, '2.0 min'],
    [7199, '120.0 min'],
    [7200, '2.0 h'],
    [172_799, '48.0 h'],
    [172_800, '2.0 d'],
    [604_800, '7.0 d'],
  ])('of %d s says %s', (seconds, label) => {
    const [, , , , , , , axis] = lines(shape([0, seconds], [1]), 60);
    expect(axis!.endsWith(label)).toBe(true);
  });

  it.each([
    [999, '999'],
    [1234, '1.23k'],
    [2_345_678, '2.35M'],
  ])('of %d requests a second says %s', (count, label) => {
    const arrivals = new ArrivalCounts();
    Object.assign(arrivals, { bySecond: [count] });
    expect(lines({ ...shape([], [1]), arrivals })[1]).toBe(`${label.padStart(7)} │█`);
  });

  it('keeps to its width', () => {
    const times = fc.array(fc.nat(5000), { minLength: 1, maxLength: 40 });
    const lengths = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(times, lengths, fc.integer({ min: 80, max: 120 }), (arrived, tokens, width) => {
        const drawn = lines(
          shape(
            arrived.sort((a, b) => a - b),
            tokens,
          ),
          width,
        );
        expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 30 },
    );
  });
});
