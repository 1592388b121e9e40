import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePage } from '../../metrics/exposition.js';
import * as dynamo from './dynamo-families.js';
import { Families, readFamilies } from './families.js';

describe('a table', () => {
  it('has a family a line: its kind, name, labels, buckets and help', () => {
    const table = `
counter a_total{} Counts {things} [here]
gauge vllm:b{x,y} One
histogram c_seconds{model} [0 0.5 1] Takes time
`;
    expect(readFamilies(table)).toEqual([
      { type: 'counter', name: 'a_total', labels: [], buckets: [], help: 'Counts {things} [here]' },
      { type: 'gauge', name: 'vllm:b', labels: ['x', 'y'], buckets: [], help: 'One' },
      { type: 'histogram', name: 'c_seconds', labels: ['model'], buckets: [0, 0.5, 1], help: 'Takes time' },
    ]);
  });

  it.each(Object.entries(dynamo))('%s of Dynamo is whole: sorted buckets, no name twice', (_, table) => {
    const families = readFamilies(table);
    expect(families.length).toBeGreaterThan(5);
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
    for (const { type, buckets, help } of families) {
      expect(buckets.length > 0).toBe(type === 'histogram');
      expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
      expect(help).not.toBe('');
    }
  });

  it('no two tables of Dynamo share a name', () => {
    const names = Object.values(dynamo).flatMap((table) => readFamilies(table).map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('an exposition', () => {
  const TABLE = `
counter a_total{x} A
gauge b{x} B
histogram c{x} [1 2] C
`;
  const samples = async (families: Families) =>
    parsePage(await families.text(), () => true).map(({ name, labels, value }) => [name, { ...labels }, value]);

  it('leaves out a family that has no series', async () => {
    const families = new Families(TABLE);
    families.counter('a_total').inc({ x: '1' });
    const text = await families.text();
    expect(text).toBe('# HELP a_total A\n# TYPE a_total counter\na_total{x="1"} 1\n');
  });

  it('is in the order of the table, not of what came first', async () => {
    const families = new Families(TABLE);
    expect(families.names).toEqual(['a_total', 'b', 'c']);
    families.gauge('b').set({ x: '1' }, 2);
    families.counter('a_total').inc({ x: '1' });
    expect((await samples(families)).map(([name]) => name)).toEqual(['a_total', 'b']);
  });

  it('a gauge without labels is one series, at 0 from the start', async () => {
    expect(await samples(new Families('gauge d{} D\n'))).toEqual([['d', {}, 0]]);
  });

  it('a series begun stands at 0', async () => {
    const families = new Families(TABLE);
    for (const name of ['a_total', 'b', 'c']) families.begin(name, { x: '1' });
    expect(await samples(families)).toEqual([
      ['a_total', { x: '1' }, 0],
      ['b', { x: '1' }, 0],
      ['c_bucket', { x: '1', le: '1' }, 0],
      ['c_bucket', { x: '1', le: '2' }, 0],
      ['c_bucket', { x: '1', le: '+Inf' }, 0],
      ['c_sum', { x: '1' }, 0],
      ['c_count', { x: '1' }, 0],
    ]);
  });

  it('begun again keeps what was counted', async () => {
    const families = new Families(TABLE);
    families.counter('a_total').inc({ x: '1' }, 5);
    families.begin('a_total', { x: '1' });
    expect(await samples(families)).toEqual([['a_total', { x: '1' }, 5]]);
  });

  it('what is written is read again: every count in its bucket, the sum of all', async () => {
    const value = fc.integer({ min: 0, max: 4 }).map((quarters) => quarters * 0.75); // exact in binary
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        const families = new Families(TABLE);
        for (const each of values) families.histogram('c').observe({ x: '"\\\n' }, each);
        const upTo = (bound: number) => values.filter((each) => each <= bound).length;
        expect(await samples(families)).toEqual([
          ['c_bucket', { x: '"\\\n', le: '1' }, upTo(1)],
          ['c_bucket', { x: '"\\\n', le: '2' }, upTo(2)],
          ['c_bucket', { x: '"\\\n', le: '+Inf' }, values.length],
          ['c_sum', { x: '"\\\n' }, values.reduce((sum, each) => sum + each, 0)],
          ['c_count', { x: '"\\\n' }, values.length],
        ]);
      }),
      { numRuns: 25 },
    );
  });
});
