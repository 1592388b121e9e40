import { describe, expect, it } from 'vitest';
import type { QuantileCurve } from '../../record/summary.js';
import { layersOf, valuesOf } from '../../testing/chart-layers.js';
import { distribution } from './distribution.js';

const curve: QuantileCurve = [
  [0.1, 100],
  [0.9, 400],
  [1, 1000],
];
const line = { label: 'one', colour: 'red', curve };
const drawn = (change: Partial<Parameters<typeof distribution>[0]> = {}) =>
  distribution({ description: 'd', axis: 'TTFT (ms)', lines: [line], ...change });
const scaleOf = (most: number) =>
  layersOf(
    drawn({
      lines: [
        {
          ...line,
          curve: [
            [0.5, 100],
            [1, most],
          ],
        },
      ],
    }).spec,
  )[0]!.encoding.x!.scale!['type'];

describe('the picture of a distribution', () => {
  it('goes through the points of its curve', () => {
    expect(valuesOf(drawn().spec)).toEqual([
      { share: 0.1, ms: 100, series: 'one' },
      { share: 0.9, ms: 400, series: 'one' },
      { share: 1, ms: 1000, series: 'one' },
    ]);
  });

  it('has the numbers behind it, of several lines with their names', () => {
    expect(drawn().rows[0]).toEqual({ share_at_or_below: 0.1, 'TTFT (ms)': 100 });
    const two = drawn({ lines: [line, { ...line, label: 'other' }] });
    expect(two.rows.map(({ run }) => run)).toEqual(['one', 'one', 'one', 'other', 'other', 'other']);
  });

  it('has a legend where there are several lines', () => {
    const legend = (lines: readonly (typeof line)[]) => layersOf(drawn({ lines }).spec)[0]!.encoding.color!.legend;
    expect(legend([line])).toBeNull();
    expect(legend([line, { ...line, label: 'other' }])).toEqual({});
  });

  it('is logarithmic where it is wide', () => {
    expect([scaleOf(3000), scaleOf(3001)]).toEqual(['linear', 'log']);
  });

  it('leaves out what has no place on such an axis', () => {
    const withZero: QuantileCurve = [[0.1, 0], ...curve];
    expect(valuesOf(drawn({ lines: [{ ...line, curve: withZero }] }).spec)).toHaveLength(3);
  });

  it('has the promise across it where there is one', () => {
    expect(layersOf(drawn().spec)).toHaveLength(1);
    const [rule] = layersOf(drawn({ bound_ms: 300 }).spec).filter(({ mark }) => mark.type === 'rule');
    expect(rule!.data!.values).toEqual([{ ms: 300, label: 'promise 300 ms' }]);
  });

  it('is as wide as the page where it stands alone', () => {
    const width = (isWhole: boolean) => (drawn({ isWhole }).spec as { width: number }).width;
    expect(width(true)).toBeGreaterThan(width(false));
  });
});
