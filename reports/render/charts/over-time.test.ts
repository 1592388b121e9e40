import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../record/read-run.js';
import { layersOf, valuesOf } from '../../testing/chart-layers.js';
import { drawSvg } from '../svg.js';
import { alongTime, type OverTime, overTime, timeUnit } from './over-time.js';

const LINES = [
  { column: 'a', label: 'first', colour: 'red' },
  { column: 'b', label: 'second', colour: 'blue', dash: [4, 3] },
] as const;
const chart = (change: Partial<OverTime> = {}): OverTime => ({
  description: 'd',
  axis: 'things',
  lines: LINES,
  ...change,
});
const rows: TableRow[] = [
  { time_s: 0, a: 1, b: 0 },
  { time_s: 60, a: undefined, b: 'text' },
  { time_s: 120, a: 3, b: 2 },
];

describe('the unit of time', () => {
  it.each([
    [0, 'minutes'],
    [6 * 3600, 'minutes'],
    [6 * 3600 + 1, 'hours'],
    [72 * 3600, 'hours'],
    [72 * 3600 + 1, 'days'],
  ])('of a run of %i s is %s', (end_s, unit) => {
    expect(timeUnit([{ time_s: 0 }, { time_s: end_s }]).title).toBe(`${unit} since the start`);
  });

  it('turns seconds into itself', () => {
    expect(timeUnit([{ time_s: 3600 }]).scale * 3600).toBeCloseTo(60, 12);
    expect(timeUnit([{ time_s: 10 * 3600 }]).scale * 3600).toBeCloseTo(1, 12);
    expect(timeUnit([{ time_s: 100 * 3600 }]).scale * 86_400).toBeCloseTo(1, 12);
    expect(timeUnit([]).title).toBe('minutes since the start');
  });
});

describe('lines over time', () => {
  it('are drawn where they are numbers', () => {
    expect(valuesOf(overTime(rows, chart()))).toEqual([
      { t: 0, series: 'first', v: 1 },
      { t: 2, series: 'first', v: 3 },
      { t: 0, series: 'second', v: 0 },
      { t: 2, series: 'second', v: 2 },
    ]);
  });

  it('have their colours and dashes in their order', () => {
    const { color, strokeDash } = layersOf(overTime(rows, chart()))[0]!.encoding;
    expect(color!.scale).toMatchObject({ domain: ['first', 'second'], range: ['red', 'blue'] });
    expect(strokeDash!.scale!.range).toEqual([
      [1, 0],
      [4, 3],
    ]);
  });

  it('hold a count until the next row, and join what is measured', () => {
    const interpolate = (steps: boolean) =>
      layersOf(overTime(rows, chart({ lines: [{ ...LINES[0], steps }] })))[0]!.mark['interpolate'];
    expect([interpolate(true), interpolate(false)]).toEqual(['step-after', 'linear']);
  });

  it('begin at 0, and end where they are told', () => {
    const scale = (change: Partial<OverTime>) => layersOf(overTime(rows, chart(change)))[0]!.encoding.y!.scale;
    expect(scale({})).toEqual({ type: 'linear', zero: true, nice: true });
    expect(scale({ maximum: 1 })).toEqual({ type: 'linear', zero: true, nice: false, domainMax: 1 });
  });

  it('on a logarithmic axis leave out what has no logarithm, and show the promise', () => {
    const spec = overTime(rows, chart({ logarithmic: true, bound: { value: 50, label: 'promise' } }));
    expect(valuesOf(spec).map(({ v }) => v)).toEqual([1, 3, 2]);
    expect(layersOf(spec)[0]!.encoding.y!.scale).toMatchObject({ type: 'log', domain: [1, 50] });
  });

  it('count in whole numbers where they are counts', () => {
    const axis = (format: string) => layersOf(overTime(rows, chart({ format })))[0]!.encoding.y!.axis;
    expect(axis('d')).toMatchObject({ format: 'd', tickMinStep: 1 });
    expect(axis('%')).not.toHaveProperty('tickMinStep');
  });

  it('have a promise across them where there is one', async () => {
    expect(layersOf(overTime(rows, chart()))).toHaveLength(1);
    const spec = overTime(rows, chart({ bound: { value: 2, label: 'promise 2 ms' } }));
    const [rule] = layersOf(spec).filter(({ mark }) => mark.type === 'rule');
    expect(rule!.data!.values).toEqual([{ v: 2, label: 'promise 2 ms' }]);
    expect(await drawSvg(spec)).toContain('promise 2 ms');
  });
});

it('the rows behind a chart have each line under its label', () => {
  expect(alongTime(rows, chart()).rows).toEqual([
    { time_s: 0, first: 1, second: 0 },
    { time_s: 60, first: undefined, second: 'text' },
    { time_s: 120, first: 3, second: 2 },
  ]);
});
