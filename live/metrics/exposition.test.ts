import fc from 'fast-check';
import { Counter, Gauge, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { parsePage, parseValue } from './exposition.js';

const all = (text: string) => parsePage(text, () => true);

describe('a value', () => {
  it.each([
    ['1', 1],
    ['-0.5', -0.5],
    ['1e-3', 0.001],
    ['1.7e+09', 1.7e9],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['Inf', Number.POSITIVE_INFINITY],
    ['-infinity', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['Nan', Number.NaN], // prom-client's
  ])('%s', (text, value) => expect(parseValue(text)).toBe(value));

  it.each(['', 'one', '1,5', '1s', 'nano', 'info', '--1'])('%j is none', (text) =>
    expect(parseValue(text)).toBeUndefined(),
  );
});

describe('a line', () => {
  it.each([
    ['up 1', { name: 'up', labels: {}, value: 1 }],
    ['up{} 1', { name: 'up', labels: {}, value: 1 }],
    ['vllm:num_requests_running{a="b"} 3', { name: 'vllm:num_requests_running', labels: { a: 'b' }, value: 3 }],
    ['a{x="1",y="2"} 4', { name: 'a', labels: { x: '1', y: '2' }, value: 4 }],
    ['a{x="1",} 4', { name: 'a', labels: { x: '1' }, value: 4 }],
    ['  a   5  ', { name: 'a', labels: {}, value: 5 }],
    ['a 5 1700000000000', { name: 'a', labels: {}, value: 5 }],
    ['a 5 -1', { name: 'a', labels: {}, value: 5 }],
    ['a{x="}"} 6', { name: 'a', labels: { x: '}' }, value: 6 }],
    ['a{x="b c, d=\\"e\\""} 7', { name: 'a', labels: { x: 'b c, d="e"' }, value: 7 }],
    ['a{path="C:\\\\new"} 8', { name: 'a', labels: { path: 'C:\\new' }, value: 8 }],
    ['a{x="two\\nlines"} 9', { name: 'a', labels: { x: 'two\nlines' }, value: 9 }],
    ['a{x=""} 0', { name: 'a', labels: { x: '' }, value: 0 }],
    ['a\r', undefined],
    ['a 5\r', { name: 'a', labels: {}, value: 5 }],
    ['# HELP a Counts things 5', undefined],
    ['# TYPE a counter', undefined],
    ['1a 5', undefined],
    ['a five', undefined],
    ['a', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('%j', (line, sample) => {
    expect(all(line)).toEqual(sample === undefined ? [] : [sample]);
  });
});

it('keeps the order of the page, NaN and infinities too', () => {
  const samples = all('b 2\n# a comment\nbroken line here\na NaN\nc +Inf\n');
  expect(samples.map(({ name, value }) => [name, value])).toEqual([
    ['b', 2],
    ['a', Number.NaN],
    ['c', Number.POSITIVE_INFINITY],
  ]);
});

it('leaves out what is not wanted, and nothing of the same name', () => {
  const page = 'a{x="1"} 1\nab 2\na{x="2"} 3\n';
  expect(parsePage(page, (name) => name === 'a').map(({ value }) => value)).toEqual([1, 3]);
  expect(parsePage(page, () => false)).toEqual([]);
});

it('reads what a client library writes, any label and any value', async () => {
  const letters = fc.constantFrom('a', '"', '\\', '\n', '\r', '\u2028', 'n', '{', '}', ',', '=', ' ', '#', 'é', '😀');
  const labels = fc.record({ model: fc.string({ unit: letters }), path: fc.string() });
  const value = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0),
  );
  await fc.assert(
    fc.asyncProperty(labels, value, async (wanted, number) => {
      const registers = [new Registry()];
      const gauge = new Gauge({ name: 'some_gauge', help: 'some help', labelNames: ['model', 'path'], registers });
      gauge.set(wanted, number);
      new Counter({ name: 'some_total', help: 'text {with="labels"} 5', registers }).inc(7);
      expect(all(await registers[0]!.metrics())).toEqual([
        { name: 'some_gauge', labels: wanted, value: number === 0 ? 0 : number }, // −0 is written as 0
        { name: 'some_total', labels: {}, value: 7 },
      ]);
    }),
    { numRuns: 200 },
  );
});
