/** A picture of 860 × 170: 44 for the axis on the left, 4 free on the right, 6 above and 22 below. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curves, type Series } from './curves.js';

const series = (...points: readonly (readonly [time_s: number, value: number])[]): Series =>
  points.map(([time_s, value]) => ({ time_s, value }));

/** The paths of both curves: as it ran, and what if. */
const paths = (html: string) => [...html.matchAll(/<path d="([^"]*)"/g)].map(([, d]) => d);
/** The labels beside the grid, then those below. */
const labels = (html: string) => [...html.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
const rows = (html: string) =>
  [...html.matchAll(/<tr><th scope="row">(.*?)<\/th><td>(.*?)<\/td><td>(.*?)<\/td>/g)].map((match) => match.slice(1));

describe('a curve', () => {
  it('holds each value until the next: along, then up or down', () => {
    const [before, after] = paths(curves('Workers', series([0, 0], [60, 2]), series([0, 2], [30, 1])));
    // x: 44 + 812 × t / 60; y: 6 + 142 × (1 − v / 2)
    expect(before).toBe('M44.0 148.0H856.0V6.0');
    expect(after).toBe('M44.0 6.0H450.0V77.0');
  });

  it('without points is no line', () => {
    expect(paths(curves('Workers', [], series([0, 1])))[0]).toBe('');
  });

  it('stays inside the picture', () => {
    const points = fc
      .array(fc.tuple(fc.nat(10_000), fc.nat(500)), { maxLength: 8 })
      .map((all) => series(...all.toSorted(([a], [b]) => a - b)));
    fc.assert(
      fc.property(points, points, (before, after) => {
        for (const d of paths(curves('Workers', before, after))) {
          for (const [, command, x, y] of d!.matchAll(/([MHV])([\d.-]+)(?: ([\d.-]+))?/g)) {
            const [across, down] = command === 'V' ? [44, x] : [x, y ?? 6];
            expect(Number(across)).toBeGreaterThanOrEqual(44);
            expect(Number(across)).toBeLessThanOrEqual(856);
            expect(Number(down)).toBeGreaterThanOrEqual(6);
            expect(Number(down)).toBeLessThanOrEqual(148);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the axes', () => {
  it('end at the highest value and the latest time of both', () => {
    const html = curves('Workers', series([0, 3]), series([0, 1], [600, 5]));
    expect(labels(html)).toEqual(['0', '2.5', '5', '0 min', '3 min', '5 min', '8 min', '10 min']);
  });

  it('of a share are in percent, up to all', () => {
    expect(labels(curves('Attainment', series([0, 0.4]), [], 1)).slice(0, 3)).toEqual(['0 %', '50 %', '100 %']);
  });

  it('of nothing are not empty', () => {
    expect(labels(curves('Workers', [], [])).slice(0, 3)).toEqual(['0', '0.5', '1']);
    expect(curves('Workers', series([0, 0]), [])).not.toMatch(/NaN|Infinity/);
  });
});

describe('the numbers', () => {
  it('stand at every time of either, in order; a dash where one has none', () => {
    const html = curves('Workers', series([0, 1], [100, 2]), series([20, 3.14], [100, 4]));
    expect(rows(html)).toEqual([
      ['0', '1', '–'],
      ['20', '–', '3.1'],
      ['100', '2', '4'],
    ]);
  });

  it('of a share are in percent as well', () => {
    expect(rows(curves('Attainment', series([0, 0.996]), series([0, 0]), 1))).toEqual([['0', '100 %', '0 %']]);
  });
});

it('picture and table have names for those who do not see them, and the keyboard reaches both', () => {
  const html = curves('Workers', series([0, 1]), series([0, 1]));
  expect(html).toContain('role="img" aria-label="Workers over time, as it ran and what if"');
  expect(html).toContain('aria-label="Numbers of workers"');
  expect(html.match(/tabindex="0"/g)).toHaveLength(2);
});
