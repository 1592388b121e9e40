/** The lowest load, the lowest id of equals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRESH, TestPool } from './testing/test-pool.js';

describe('least loaded', () => {
  it('takes the lowest load, the lowest id of equals', () => {
    const pool = new TestPool({ policy: 'least_loaded', signals: FRESH }, 3);
    pool.setLoads(5, 2, 2);
    expect(pool.choose()).toBe(1);
    expect(pool.choose({}, ({ id }) => id !== 1)).toBe(2);
    pool.router.remove(pool.workers[1]!);
    expect(pool.choose()).toBe(2);
    pool.setLoad(pool.workers[1]!, 0);
    expect(pool.choose()).toBe(2);
  });

  it('takes the lowest id of equals however the workers came', () => {
    const pool = new TestPool({ policy: 'least_loaded', signals: FRESH }, 0);
    for (const id of [4, 2, 7]) pool.add(id);
    expect(pool.choose()).toBe(2);
  });
});

it('takes what a scan over all workers takes, whoever comes and goes', () => {
  const spec = { policy: 'least_loaded', signals: FRESH } as const;
  const step = fc.record({
    what: fc.constantFrom('load', 'load', 'add', 'remove'),
    place: fc.nat({ max: 9 }),
    load: fc.nat({ max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat({ max: 3 }), (steps, modulus) => {
      const pool = new TestPool(spec, 3);
      let here = [...pool.workers];
      const fits = ({ id }: { readonly id: number }) => id % 4 !== modulus;
      steps.forEach(({ what, place, load }, i) => {
        const worker = here[place % Math.max(1, here.length)];
        if (what === 'add') here.push(pool.add(100 - i));
        else if (worker && what === 'load') pool.setLoad(worker, load);
        else if (worker) {
          here = here.filter((each) => each !== worker);
          pool.router.remove(worker);
        }
        const sorted = [...here].sort((a, b) => a.load - b.load || a.id - b.id);
        expect(pool.choose()).toBe(sorted[0]?.id);
        expect(pool.choose({}, fits)).toBe(sorted.find(fits)?.id);
      });
    }),
    { numRuns: 60 },
  );
});
