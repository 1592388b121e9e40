import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../scenarios/random/index.js';
import { pickLowest, pickSoftmax } from './pick.js';

const DRAWS = 20_000;

function shares(pick: () => number, positions: number): number[] {
  const counts = new Array<number>(positions).fill(0);
  for (let draw = 0; draw < DRAWS; draw++) counts[pick()]!++;
  return counts.map((count) => count / DRAWS);
}

/** Five standard deviations of a share. */
const close = (share: number, expected: number) =>
  expect(Math.abs(share - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / DRAWS) + 1e-12);

describe('pickLowest', () => {
  it('takes the lowest without drawing', () => {
    const neverDraws = {
      next: () => {
        throw new Error('drew');
      },
    };
    expect(pickLowest([3, 1, 2], neverDraws)).toBe(1);
  });

  it('gives the tied the same chance', () => {
    const random = randomStream(1, 'ties');
    const [first, second, third, fourth] = shares(() => pickLowest([4, 2, 2, 2], random), 4);
    expect(first).toBe(0);
    for (const share of [second, third, fourth]) close(share!, 1 / 3);
  });
});

describe('pickSoftmax', () => {
  it('draws by the costs over their range: 0, 1/2 and 1 here, whatever their scale', () => {
    for (const costs of [
      [10, 20, 30],
      [1000, 1001, 1002],
    ]) {
      const random = randomStream(1, 'softmax');
      const weights = [1, Math.exp(-1), Math.exp(-2)];
      const sum = weights.reduce((a, b) => a + b);
      shares(() => pickSoftmax(costs, 0.5, random), 3).forEach((share, position) =>
        close(share, weights[position]! / sum),
      );
    }
  });

  it('gives equal costs the same chance', () => {
    const random = randomStream(1, 'equal');
    for (const share of shares(() => pickSoftmax([7, 7, 7, 7], 1, random), 4)) close(share, 0.25);
  });
});
