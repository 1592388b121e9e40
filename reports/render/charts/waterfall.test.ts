import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layersOf, valuesOf } from '../../testing/chart-layers.js';
import { type WaterfallBar, waterfall } from './waterfall.js';

const step = (label: string, value: number): WaterfallBar => ({ label, value, kind: 'step', text: `${value}` });
const level = (label: string, value: number): WaterfallBar => ({ label, value, kind: 'level', text: `${value}` });
const barsOf = (...bars: WaterfallBar[]) => valuesOf(waterfall(bars, 'things'));

describe('a waterfall', () => {
  it('keeps the order of its bars from top to bottom, not that of the alphabet', () => {
    const spec = waterfall([level('z', 1), step('a', 1), level('m', 2)], 'things');
    for (const { encoding } of layersOf(spec)) expect(encoding.y).toMatchObject({ sort: ['z', 'a', 'm'], title: null });
  });

  it('grows with the number of its bars', () => {
    const heightOf = (bars: number) => {
      const made = Array.from({ length: bars }, (_, i) => step(`${i}`, 1));
      return (waterfall(made, 'things') as { height: number }).height;
    };
    expect(heightOf(6)).toBe(2 * heightOf(3));
  });

  it('begins again at a level in its middle', () => {
    expect(barsOf(level('a', 5), step('b', 2), level('c', 4), step('d', 1)).map(({ from, to }) => [from, to])).toEqual([
      [0, 5],
      [5, 7],
      [0, 4],
      [4, 5],
    ]);
  });

  it('has its text right of the bar, whichever way that goes', () => {
    expect(barsOf(level('a', 5), step('b', -2), step('c', 1)).map(({ end }) => end)).toEqual([5, 5, 4]);
    const [, text] = layersOf(waterfall([level('a', 5)], 'things'));
    expect(text).toMatchObject({ mark: { type: 'text', align: 'left' }, encoding: { x: { field: 'end' } } });
  });

  it('takes a step of nothing for one that adds', () => {
    expect(barsOf(level('a', 5), step('b', 0))[1]).toMatchObject({ from: 5, to: 5, sort: 'adds' });
  });

  it('tells levels, what adds and what saves apart by colour, also where one of them is missing', () => {
    const { domain, range } = layersOf(waterfall([level('a', 5)], 'things'))[0]!.encoding.color!.scale!;
    expect(domain).toEqual(['level', 'adds', 'saves']);
    expect(new Set(range).size).toBe(3);
  });

  it('is told in words to who does not see it', () => {
    const { description } = waterfall([level('bound', 5), step('lag', 2)], 'GPU-hours');
    expect(description).toBe('Waterfall of GPU-hours: bound 5, lag 2');
  });

  it('of nothing has no bar', () => expect(barsOf()).toEqual([]));

  it('has each step begin where the bar above it ended, and end at the sum', () => {
    fc.assert(
      fc.property(fc.integer({ max: 1000 }), fc.array(fc.integer({ min: -500, max: 500 })), (first, steps) => {
        const bars = barsOf(level('first', first), ...steps.map((value, i) => step(`${i}`, value)));
        for (const [i, bar] of bars.slice(1).entries()) expect(bar['from']).toBe(bars[i]!['to']);
        expect(bars.at(-1)!['to']).toBe(steps.reduce((sum, value) => sum + value, first));
      }),
      { numRuns: 30 },
    );
  });
});
