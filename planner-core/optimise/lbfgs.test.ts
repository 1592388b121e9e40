import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rosenbrock } from '../testing/index.js';
import { lbfgs } from './lbfgs.js';

const START = [-1.2, 1];
const MANY = { iterations: 200, difference: 1e-7 };

describe('L-BFGS', () => {
  it('finds the end of a curved valley', () => {
    const [x, y] = lbfgs(rosenbrock, START, MANY);
    expect(x).toBeCloseTo(1, 2);
    expect(y).toBeCloseTo(1, 2);
  });

  it('finds the bottom of any bowl', () => {
    const place = fc.double({ min: -20, max: 20, noNaN: true });
    const width = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(place, place, width, width, (a, b, wide, long) => {
        const bowl = ([x, y]: readonly number[]) => wide * (x! - a) ** 2 + long * (y! - b) ** 2 + 3;
        const found = lbfgs(bowl, [0, 0], MANY);
        expect(bowl(found) - 3).toBeLessThan(1e-4);
      }),
    );
  });

  it('finds the bottom along one axis, and along ten', () => {
    expect(lbfgs(([x]) => (x! - 4) ** 2, [0], MANY)[0]).toBeCloseTo(4, 4);
    const tilted = (x: readonly number[]) => x.reduce((sum, xi, i) => sum + (i + 1) * (xi - i) ** 2, 0);
    lbfgs(tilted, new Array(10).fill(0), MANY).forEach((xi, i) => expect(xi).toBeCloseTo(i, 3));
  });

  it('never ends higher than it began', () => {
    const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.integer({ min: 0, max: 6 }), (x, y, iterations) => {
        const found = lbfgs(rosenbrock, [x, y], { iterations, difference: 1e-7 });
        expect(rosenbrock(found)).toBeLessThanOrEqual(rosenbrock([x, y]));
      }),
    );
  });

  it('stops after as many iterations as it is given', () => {
    expect(lbfgs(rosenbrock, START, { ...MANY, iterations: 0 })).toEqual(START);
    const some = rosenbrock(lbfgs(rosenbrock, START, { ...MANY, iterations: 3 }));
    expect(some).toBeLessThan(rosenbrock(START));
    expect(some).toBeGreaterThan(0.1);
  });

  it('tries a first step of length 1', () => {
    const tried: number[] = [];
    const bowl = ([x]: readonly number[]) => {
      tried.push(x!);
      return (x! - 1.3) ** 2;
    };
    lbfgs(bowl, [0], { ...MANY, iterations: 1 });
    expect(tried.slice(0, 4)).toEqual([0, 1e-7, 1, expect.closeTo(1 + 1e-7, 12)]);
  });

  it('stays where there is no slope', () => {
    expect(lbfgs(() => 5, START, MANY)).toEqual(START);
    expect(lbfgs(([x]) => x! ** 2, [0], MANY)[0]).toBeCloseTo(0, 6);
  });

  it('ends where it was when it runs into a place without a cost', () => {
    const barrier = ([x]: readonly number[]) => (x! > 4.5 ? x! : Number.POSITIVE_INFINITY);
    expect(lbfgs(barrier, [5], MANY)).toEqual([5]);
  });

  it('may start beside a place without a cost', () => {
    const half = ([x]: readonly number[]) => (x! >= 0 ? (x! - 1) ** 2 : Number.POSITIVE_INFINITY);
    expect(lbfgs(half, [0], MANY)[0]).toBeCloseTo(1, 4);
  });

  it('leaves its start as it was', () => {
    const start = Object.freeze([3, 4]);
    lbfgs(rosenbrock, start, { ...MANY, iterations: 2 });
    expect(start).toEqual([3, 4]);
  });
});
