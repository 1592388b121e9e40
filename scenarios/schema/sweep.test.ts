import { expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { sweepSchema } from './sweep.js';

const base = { scenario: 's.yaml', axes: { seed: [1, 2] } };

it('runs every combination once', () => {
  expect(sweepSchema.parse(base)).toEqual({ ...base, set: [], seeds: 1 });
});

it('of a range takes five values, evenly, unless said otherwise', () => {
  const axes = { x: { from: 0, to: 1 }, y: { from: 1, to: 100, steps: 3, scale: 'log', whole: true } };
  expect(sweepSchema.parse({ ...base, axes }).axes).toEqual({
    x: { from: 0, to: 1, steps: 5, scale: 'linear', whole: false },
    y: axes.y,
  });
});

it('of a sample is drawn from the same seed each time', () => {
  expect(sweepSchema.parse({ ...base, sample: { points: 10 } }).sample).toEqual({ points: 10, seed: 1 });
});

itHasLimits(sweepSchema, base, [
  ['scenario', ['a.yaml'], ['', undefined]],
  ['set', [[], ['seed=1']], ['seed=1', [1]]],
  [
    'axes',
    [{ a: [null] }, { a: [{ x: 1 }] }, { 'a,b': [1] }],
    [{}, { a: [] }, { a: 1 }, { '': [1] }, { a: { from: 1 } }],
  ],
  [
    'axes.seed',
    [{ from: 5, to: 1 }],
    [
      { from: 1, to: 2, steps: 1 },
      { from: 1, to: 2, scale: 'sqrt' },
    ],
  ],
  ['sample', [{ points: 1, seed: 0 }], [{ points: 0 }, { points: 1, seed: -1 }, 5]],
  ['seeds', [1], [0]],
  ['stability', [{ at: { seed: 1 } }], [{}, { at: {}, attainment: 1 }, { at: {}, changes_per_h: 0 }]],
  ['give_up_below', [0.5], [0, 1]],
]);
