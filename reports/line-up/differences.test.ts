import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioDifferences } from './differences.js';

describe('what differs between scenarios', () => {
  it('is told by path, without what is the same and without names', () => {
    const a = { name: 'a', seed: 1, planner: { policy: 'static' }, faults: [{ at_s: 1 }], quantiles: [[0, 1]] };
    const b = { name: 'b', seed: 1, planner: { policy: 'hpa', min: 2 }, faults: [{ at_s: 5 }], quantiles: [[0, 2]] };
    expect(scenarioDifferences([a, b])).toEqual([
      { field: 'planner.policy', values: ['static', 'hpa'] },
      { field: 'faults.0.at_s', values: ['1', '5'] },
      { field: 'quantiles', values: ['[[0,1]]', '[[0,2]]'] },
      { field: 'planner.min', values: [undefined, '2'] },
    ]);
  });

  it.each<[string, unknown, unknown, object[]]>([
    ['their names and descriptions', { name: 'a', description: 'x' }, { name: 'b' }, []],
    ['a name further inside', { a: { name: 'x' } }, { a: { name: 'y' } }, [{ field: 'a.name', values: ['x', 'y'] }]],
    ['a list of single values', { a: [1, 2] }, { a: [1, 3] }, [{ field: 'a', values: ['[1,2]', '[1,3]'] }]],
    ['a list that one lacks', { a: [] }, {}, [{ field: 'a', values: ['[]', undefined] }]],
    [
      'a group more in a list',
      { a: [{ b: 1 }] },
      { a: [{ b: 1 }, { b: 2 }] },
      [{ field: 'a.1.b', values: [undefined, '2'] }],
    ],
    ['null and nothing', { a: null }, { a: undefined }, [{ field: 'a', values: ['null', undefined] }]],
    ['a text and a number', { a: '1' }, { a: 1 }, []],
    ['true and false', { a: true }, { a: false }, [{ field: 'a', values: ['true', 'false'] }]],
    ['what is no group', 'text', 'text', []],
  ])('of %s', (_, a, b, differences) => expect(scenarioDifferences([a, b])).toEqual(differences));

  it('is a value of each, however many there are', () => {
    expect(scenarioDifferences([{ a: 1 }, { a: 1 }, { a: 2 }])).toEqual([{ field: 'a', values: ['1', '1', '2'] }]);
  });

  it('is nothing of one alone, and of none', () => {
    expect(scenarioDifferences([{ a: 1 }])).toEqual([]);
    expect(scenarioDifferences([])).toEqual([]);
  });

  it('is nothing between equals, and the same fields whichever comes first', () => {
    const anything = fc.object({ maxDepth: 3, values: [fc.integer(), fc.string(), fc.boolean(), fc.constant(null)] });
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        expect(scenarioDifferences([a, structuredClone(a)])).toEqual([]);
        const fields = (scenarios: unknown[]) => scenarioDifferences(scenarios).map(({ field }) => field);
        expect(fields([a, b]).toSorted()).toEqual(fields([b, a]).toSorted());
      }),
    );
  });
});
