import { describe, expect, it } from 'vitest';
import { drawSvg } from '../../reports/index.js';
import { madeRow, madeSweep } from '../testing/index.js';
import { chartsOfSweep } from './charts.js';
import type { SweepResult, SweepRow } from './result.js';

// biome-ignore lint/suspicious/noExplicitAny: a chart's specification, looked into
type Spec = any;
const specs = (result: SweepResult, sampled = false): Spec[] => chartsOfSweep(result, sampled).map(({ spec }) => spec);

const one = madeSweep(
  ['cluster.prefill.replicas'],
  [1, 2, 3].map((replicas) => madeRow({ 'cluster.prefill.replicas': replicas }, 0.5 + replicas / 10, replicas)),
);
const grid = (names: readonly string[]): SweepRow[] =>
  [1, 2].flatMap((a) => ['x', 'y'].map((b) => madeRow({ [names[0]!]: a, [names[1]!]: b }, 0.9, a)));
const two = madeSweep(['a.gain', 'startup'], grid(['a.gain', 'startup']));

describe('the pictures of a sweep', () => {
  it('are three: attainment, GPU-hours, late first tokens', () => {
    expect(chartsOfSweep(one, false).map(({ id, title }) => [id, title])).toEqual([
      ['attainment', 'Attainment'],
      ['gpu_hours', 'GPU-hours'],
      ['ttft_p99_ms', 'TTFT p99 (ms)'],
    ]);
  });

  it('are four where a point is marked: how often it changes its mind is asked then', () => {
    const stability = { at: { 'a.gain': 1, startup: 'x' }, attainment: 0.95 };
    expect(
      chartsOfSweep({ ...two, stability }, false)
        .map(({ id }) => id)
        .at(-1),
    ).toBe('scale_changes_per_h');
  });

  it.each([
    ['more than three axes', madeSweep(['a', 'b', 'c', 'd'], [madeRow({ a: 1, b: 1, c: 1, d: 1 }, 1, 1)]), false],
    [
      'no point that ran',
      madeSweep(['a'], [{ values: { a: 1 }, runs: 0, failure: { code: 'HR_INTERNAL', message: '' } }]),
      false,
    ],
    ['no points', madeSweep(['a'], []), false],
    ['three axes and points anywhere', madeSweep(['a', 'b', 'c'], [madeRow({ a: 1, b: 1, c: 1 }, 1, 1)]), true],
  ])('are none of %s', (_what, result, sampled) => {
    expect(chartsOfSweep(result, sampled)).toEqual([]);
  });
});

describe('over one axis', () => {
  it('are lines through every point that ran', () => {
    const failed: SweepRow = {
      values: { 'cluster.prefill.replicas': 4 },
      runs: 0,
      failure: { code: 'HR_INTERNAL', message: '' },
    };
    const [attainment] = specs({ ...one, rows: [...one.rows, failed] });
    expect(attainment.mark.type).toBe('line');
    expect(attainment.data.values.map((value: Spec) => [value.x, value.figure])).toEqual([
      [1, 0.6],
      [2, 0.7],
      [3, expect.closeTo(0.8, 9)],
    ]);
    expect(attainment.encoding.x).toMatchObject({ type: 'quantitative', title: 'replicas' });
  });

  it('keep the order of words on the axis', () => {
    const words = madeSweep(
      ['planner.policy'],
      ['hpa', 'kpa'].map((policy) => madeRow({ 'planner.policy': policy }, 1, 1)),
    );
    expect(specs(words)[0].encoding.x).toMatchObject({ type: 'ordinal', sort: null });
  });

  it('write groups of fields as text', () => {
    const objects = madeSweep(['planner'], [madeRow({ planner: { policy: 'hpa' } }, 1, 1)]);
    expect(specs(objects)[0].data.values[0].x).toBe('{"policy":"hpa"}');
  });
});

describe('over two axes', () => {
  it('are heat maps with their numbers in them', () => {
    const [attainment, hours] = specs(two);
    expect(attainment.layer.map(({ mark }: Spec) => mark.type ?? mark)).toEqual(['rect', 'rect', 'text']);
    expect(attainment.data.values).toHaveLength(4);
    expect(attainment.layer[2].encoding.text.format).toBe('.1%');
    expect(hours.layer[0].encoding.color.scale).toMatchObject({ scheme: 'magma', reverse: true });
  });

  it('mark the point that you run, and no other', () => {
    const stability = { at: { 'a.gain': 2, startup: 'x' }, attainment: 0.95 };
    const [attainment] = specs({ ...two, stability });
    const marked = attainment.data.values.filter(({ isMarked }: Spec) => isMarked);
    expect(marked).toEqual([{ x: 2, y: 'x', figure: 0.9, isMarked: true }]);
    expect(specs(two)[0].data.values.some(({ isMarked }: Spec) => isMarked)).toBe(false);
  });

  it('are points in colour where they lie anywhere', () => {
    const [attainment] = specs(two, true);
    expect(attainment.mark.type).toBe('point');
    expect(attainment.encoding.y.type).toBe('ordinal');
    expect(attainment.encoding.color.scale.scheme).toBe('viridis');
  });

  it('name an axis of several fields by their last words, each once', () => {
    const paths = 'cluster.prefill.startup, cluster.decode.startup';
    const result = madeSweep([paths, 'b'], grid([paths, 'b']));
    expect(specs(result)[0].layer[0].encoding.x.title).toBe('startup');
  });
});

it('over three axes are maps side by side, as narrow as they have to be', () => {
  const rows = [1, 2, 3].flatMap((c) => grid(['a', 'b']).map((row) => ({ ...row, values: { ...row.values, c } })));
  const [attainment] = specs(madeSweep(['a', 'b', 'c'], rows));
  expect(attainment.facet.column).toMatchObject({ field: 'z', title: 'c' });
  expect(attainment.spec.width).toBe(240);
  const many = Array.from({ length: 9 }, (_, c) =>
    grid(['a', 'b']).map((row) => ({ ...row, values: { ...row.values, c } })),
  );
  expect(specs(madeSweep(['a', 'b', 'c'], many.flat()))[0].spec.width).toBe(120);
});

it.each([
  ['a line', one, false],
  ['a map', two, false],
  ['points', two, true],
])('%s can be drawn', async (_what, result, sampled) => {
  const [chart] = chartsOfSweep(result, sampled);
  expect(await drawSvg(chart!.spec)).toMatch(/^<svg/);
});
