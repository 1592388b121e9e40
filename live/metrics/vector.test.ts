import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinct, type LabelledValue, matches, total } from './vector.js';

const at = (value: number, labels: Record<string, string> = {}): LabelledValue => ({ labels, value });

describe('copies of one series', () => {
  it('are one: two jobs, two Prometheus servers, in any order of labels', () => {
    const vector = [
      at(5, { instance: 'a', job: 'pods' }),
      at(5, { job: 'frontend', instance: 'a' }),
      at(5, { instance: 'a', prometheus_replica: 'p1', prometheus: 'x', replica: '2' }),
    ];
    expect(distinct(vector)).toHaveLength(1);
    expect(total(vector)).toBe(5);
  });

  it('the one whose labels sort first is taken, wherever it stands', () => {
    const copies = [at(1, { job: 'b' }), at(2, { job: 'a' }), at(3, { job: 'c' })];
    expect(distinct(copies)).toEqual([at(2, { job: 'a' })]);
    expect(distinct([...copies].reverse())).toEqual([at(2, { job: 'a' })]);
  });

  it('a label more is another series', () => {
    expect(total([at(5, { instance: 'a' }), at(5, { instance: 'a', pod: 'x' })])).toBe(10);
  });

  it('labels cannot be taken for one another', () => {
    expect(distinct([at(1, { a: 'b', c: 'd' }), at(2, { a: 'b","c":"d' })])).toHaveLength(2);
  });

  it('taking them together twice changes nothing', () => {
    const labels = fc.record({ instance: fc.constantFrom('a', 'b'), job: fc.constantFrom('x', 'y', 'z') });
    const vector = fc.array(fc.record({ labels, value: fc.nat(100) }), { maxLength: 12 });
    fc.assert(
      fc.property(vector, (values) => {
        const once = distinct(values);
        expect(distinct(once)).toEqual(once);
        expect(once.map((each) => each.labels['instance']).sort()).toEqual(
          [...new Set(values.map((each) => each.labels.instance))].sort(),
        );
      }),
    );
  });
});

describe('the sum', () => {
  it.each([
    [[], undefined],
    [[at(0)], 0],
    [[at(1, { i: 'a' }), at(2, { i: 'b' })], 3],
    [[at(1, { i: 'a' }), at(Number.NaN, { i: 'b' })], Number.NaN],
  ])('of %j is %d', (vector, sum) => expect(total(vector)).toBe(sum));
});

describe('labels that are asked for', () => {
  it.each([
    [{}, {}, true],
    [{ a: 'b' }, {}, true],
    [{}, { a: 'b' }, false],
    [{ a: 'b' }, { a: 'B' }, false],
    [{ model: 'qwen/qwen3' }, { model: 'Qwen/Qwen3' }, true],
    [{ model: 'qwen/qwen30' }, { model: 'Qwen/Qwen3' }, false],
    [{}, { model: 'x' }, false],
    [{ model: 'x', a: 'b' }, { model: 'X', a: 'c' }, false],
  ])('%j has %j: %s', (labels, wanted, holds) => expect(matches(labels, wanted)).toBe(holds));
});
