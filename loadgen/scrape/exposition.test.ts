/** The text format, line by line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCounter, parseExposition } from './exposition.js';

const samplesOf = (text: string) => parseExposition(text).samples.map(({ series, value }) => [series, value]);

describe('a sample', () => {
  it.each([
    ['a 1', 'a', 1],
    ['a:b_c9 1', 'a:b_c9', 1],
    ['_a 1', '_a', 1],
    ['  a   1  ', 'a', 1],
    ['a\t1', 'a', 1],
    ['a 1\r', 'a', 1],
    ['a{} 1', 'a{}', 1],
    ['a{x="1"} 2', 'a{x="1"}', 2],
    ['a{x="} 3"} 4', 'a{x="} 3"}', 4],
    ['a{x="1"}  5 1700000000000', 'a{x="1"}', 5],
    ['a 5 -1', 'a', 5],
    ['a -1.5e-3', 'a', -0.0015],
    ['a +Inf', 'a', Number.POSITIVE_INFINITY],
    ['a -Inf', 'a', Number.NEGATIVE_INFINITY],
    ['a 1e400', 'a', Number.POSITIVE_INFINITY],
  ])('%j', (line, series, value) => expect(samplesOf(line)).toEqual([[series, value]]));

  it.each(['', '# a 1', '#a 1', 'a', 'a NaN', 'a one', '9a 1', 'a{x="1" 1', 'a 1 2 3', 'a 1 now', '{x="1"} 1'])(
    '%j is none',
    (line) => expect(samplesOf(line)).toEqual([]),
  );

  it('is named apart from its labels', () => {
    expect(parseExposition('a{x="1"} 2').samples[0]).toEqual({ name: 'a', series: 'a{x="1"}', value: 2 });
  });
});

it('types are by family; a help text is no type', () => {
  const { types } = parseExposition(
    '# HELP a TYPE b counter\n# TYPE a gauge\n# TYPE b counter\n# TYPE c\n#TYPE d gauge',
  );
  expect([...types]).toEqual([
    ['a', 'gauge'],
    ['b', 'counter'],
  ]);
});

describe('a counter', () => {
  it.each([
    ['a_total', '# TYPE a_total counter', true],
    ['a_total', '# TYPE a counter', true], // as OpenMetrics names it
    ['a', '# TYPE a counter', true],
    ['a_sum', '# TYPE a histogram', true],
    ['a_count', '# TYPE a histogram', true],
    ['a_sum', '# TYPE a summary', true],
    ['a_bucket', '# TYPE a histogram', false],
    ['a', '# TYPE a summary', false],
    ['a', '# TYPE a gauge', false],
    ['a_total', '# TYPE a_total gauge', false],
    ['a_count', '# TYPE a gauge', false],
    ['a_sum', '# TYPE a_sum gauge', false],
    ['a_total', '', false],
  ])('%s after %j: %s', (name, type, expected) => {
    const { samples, types } = parseExposition(`${type}\n${name} 1`);
    expect(isCounter(samples[0]!, types)).toBe(expected);
  });
});

it('reads back what is written, whatever stands in the labels', () => {
  const label = fc.string().map((text) => text.replace(/["\\\n\r]/g, '').trim());
  const row = fc.tuple(
    fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,8}$/),
    label,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      const text = rows.map(([name, value, number]) => `${name}{l="${value}"} ${number}`).join('\n');
      const expected = rows.map(([name, value, number]) => [`${name}{l="${value}"}`, Number(`${number}`)]);
      expect(samplesOf(text)).toEqual(expected);
    }),
  );
});
