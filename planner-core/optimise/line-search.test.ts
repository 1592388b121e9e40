import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinePoint, lineSearch } from './line-search.js';

const LARGEST = 1e10;

/** Searches from 0; the step found, and what it met there. */
function search(at: (step: number) => LinePoint, firstStep: number, largest = LARGEST) {
  const start = at(0);
  const tried: number[] = [];
  const step = lineSearch(
    (trial) => {
      tried.push(trial);
      return at(trial);
    },
    start,
    firstStep,
    largest,
  );
  return { step, start, tried };
}

/** Enough decrease (10⁻³ of the slope) and a slope flattened to nine tenths: the strong Wolfe conditions. */
function expectWolfe(at: (step: number) => LinePoint, firstStep: number): number {
  const { step, start } = search(at, firstStep);
  expect(step).toBeDefined();
  const { value, slope } = at(step!);
  expect(value).toBeLessThanOrEqual(start.value + 1e-3 * step! * start.slope);
  expect(Math.abs(slope)).toBeLessThanOrEqual(0.9 * Math.abs(start.slope));
  return step!;
}

const bowl = (bottom: number) => (step: number) => ({ value: (step - bottom) ** 2, slope: 2 * (step - bottom) });
const FIRST_STEPS = [1e-3, 0.1, 1, 10, 1e3];

describe('a bowl', () => {
  it('takes the first step where it is good enough, and asks no more', () => {
    const { step, tried } = search(bowl(1), 0.8);
    expect(step).toBe(0.8);
    expect(tried).toEqual([0.8]);
  });

  it.each([0.02, 0.5, 1.9])('takes a step of %d towards a bottom at 1', (firstStep) => {
    const step = expectWolfe(bowl(1), firstStep);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(2);
  });

  it('finds the bottom itself from the cubic where the first step went too far', () => {
    expect(search(bowl(1), 2.5).step).toBeCloseTo(1, 9);
  });

  it('keeps the conditions wherever the bottom is and whatever is tried first', () => {
    const size = fc.double({ min: 0.05, max: 50, noNaN: true });
    fc.assert(
      fc.property(size, size, (bottom, firstStep) => {
        expectWolfe(bowl(bottom), firstStep);
      }),
    );
  });
});

// functions of Moré & Thuente, ACM TOMS 20 (1994), table I; here with the looser tolerances of L-BFGS-B
const CONVEX = (beta: number) => (a: number) => ({
  value: -a / (a * a + beta),
  slope: (a * a - beta) / (a * a + beta) ** 2,
});
const STEEP = (beta: number) => (a: number) => ({
  value: (a + beta) ** 5 - 2 * (a + beta) ** 4,
  slope: 5 * (a + beta) ** 4 - 8 * (a + beta) ** 3,
});
const WAVY = (beta: number, l: number) => (a: number) => {
  const wave = ((2 * (1 - beta)) / (l * Math.PI)) * Math.sin(((l * Math.PI) / 2) * a);
  const waveSlope = (1 - beta) * Math.cos(((l * Math.PI) / 2) * a);
  if (a <= 1 - beta) return { value: 1 - a + wave, slope: -1 + waveSlope };
  if (a >= 1 + beta) return { value: a - 1 + wave, slope: 1 + waveSlope };
  return { value: (a - 1) ** 2 / (2 * beta) + beta / 2 + wave, slope: (a - 1) / beta + waveSlope };
};
const YANAI = (b1: number, b2: number) => (a: number) => {
  const g = (b: number) => Math.sqrt(1 + b * b) - b;
  const [p, q] = [Math.hypot(1 - a, b2), Math.hypot(a, b1)];
  return { value: g(b1) * p + g(b2) * q, slope: (g(b1) * (a - 1)) / p + (g(b2) * a) / q };
};

describe('the test functions of Moré and Thuente', () => {
  it.each(FIRST_STEPS)('concave then convex, from %d', (firstStep) => {
    expectWolfe(CONVEX(2), firstStep);
  });

  it.each([0.1, 1, 1.5])(
    'behind a flat start and before a steep wall, from %d: as near as the interval allows',
    (firstStep) => {
      const { step, start } = search(STEEP(0.004), firstStep);
      expect(step).toBeDefined();
      expect(STEEP(0.004)(step!).value).toBeLessThan(start.value);
      expect(Math.abs(step! - 1.596)).toBeLessThan(0.2);
    },
  );

  it.each([0.1, 1, 10])('with waves upon it, from %d', (firstStep) => {
    const { step, start } = search(WAVY(0.01, 39), firstStep);
    expect(step).toBeGreaterThan(0);
    expect(WAVY(0.01, 39)(step!).value).toBeLessThan(start.value);
  });

  it.each([
    [0.001, 0.001],
    [0.01, 0.001],
    [0.001, 0.01],
  ])("Yanai's, β = %d and %d", (b1, b2) => {
    for (const firstStep of [0.1, 1, 10]) {
      const step = expectWolfe(YANAI(b1, b2), firstStep);
      expect(step).toBeGreaterThan(0);
      expect(step).toBeLessThan(1.1);
    }
  });
});

describe('where no step is good enough', () => {
  it('the largest is taken down a slope without end', () => {
    const { step, tried } = search((a) => ({ value: -a, slope: -1 }), 1, 100);
    expect(step).toBe(100);
    expect(Math.max(...tried)).toBe(100);
    expect(tried.length).toBeLessThanOrEqual(20);
  });

  it('none is taken where every place is infinite', () => {
    const { step, tried } = search((a) => ({ value: a > 0 ? Number.POSITIVE_INFINITY : 0, slope: -1 }), 1);
    expect(step).toBeUndefined();
    expect(tried.length).toBeLessThanOrEqual(20);
  });

  it('none is tried beyond the largest', () => {
    const { tried } = search(bowl(1000), 1, 30);
    expect(Math.max(...tried)).toBeLessThanOrEqual(30);
  });
});
