import { describe, expect, it } from 'vitest';
import type { Regret, RegretPart } from '../record/regret.js';
import { layersOf, valuesOf } from '../testing/chart-layers.js';
import { record } from '../testing/made-record.js';
import { regretCharts, regretHtml, regretInWords } from './regret-view.js';

const PARTS: readonly RegretPart[] = [
  { id: 'whole_workers', gpu_hours: 1, usd: 10, missed: 0 },
  { id: 'startup', gpu_hours: 0.25, usd: 2.5, missed: 1234 },
  { id: 'limits', gpu_hours: -0.75, usd: -7.5, missed: -40.4 },
];

const regretOf = (change: Partial<Regret> = {}): Regret => ({
  schema: 'headroom-regret/1',
  method: 'shapley',
  trials: 7,
  bound: { gpu_hours: 2, usd: 20, missed: 0 },
  parts: PARTS,
  actual: { gpu_hours: 2.5, usd: 25, missed: 1194 },
  ...change,
});
const recordOf = (change: Partial<Regret> = {}) => ({ ...record(), regret: regretOf(change) });
const ROW = /<tr><th scope="row">([^<]*)<\/th><td>([^<]*)<\/td><td>([^<]*)<\/td><td>([^<]*)<\/td><\/tr>/g;
const rowsOf = (change: Partial<Regret> = {}) =>
  [...regretHtml(recordOf(change)).matchAll(ROW)].map(([, ...cells]) => cells);

describe('the table of what shortcomings cost', () => {
  it('goes from the bound through the parts, with their signs, to the run', () => {
    expect(rowsOf()).toEqual([
      ['work bound', '2.00', '$20.00', '0'],
      ['whole workers, SLA pace', '+1.00', '+$10.00', '+0'],
      ['startup lag', '+0.25', '+$2.50', '+1,234'],
      ['stabilisation and step limits', '−0.75', '−$7.50', '−40'],
      ['actual', '2.50', '$25.00', '1,194'],
    ]);
  });

  it('has a dash where no price is known', () => {
    const without = ({ gpu_hours, missed }: { gpu_hours: number; missed: number }) => ({ gpu_hours, missed });
    const { bound, actual } = regretOf();
    const parts = PARTS.map((part) => ({ id: part.id, ...without(part) }));
    const rows = rowsOf({ bound: without(bound), parts, actual: without(actual) });
    expect(rows.map(([, , usd]) => usd)).toEqual(['–', '–', '–', '–', '–']);
  });

  it('says how it was found, and in how many runs', () => {
    const html = regretHtml(recordOf({ trials: 15 }));
    expect(html).toMatch(/Shapley averages .* 15 further runs\.<\/p>/);
    expect(html).toContain('role="region" aria-label="What the shortcomings cost"');
    expect(html).toMatch(/^<section id="regret"><h2>What the shortcomings cost<\/h2>/);
  });

  it('names an effect that it does not know by its id, and shows no markup of it', () => {
    const parts = [{ id: '<b>new & "odd"</b>', gpu_hours: 0.5, missed: 0 }];
    expect(regretHtml(recordOf({ parts }))).not.toContain('<b>');
    expect(rowsOf({ parts })[1]![0]).toBe('&#60;b&#62;new &#38; &#34;odd&#34;&#60;/b&#62;');
    expect(rowsOf({ parts: [{ id: 'odd_one', gpu_hours: 0.5, missed: 0 }] })[1]![0]).toBe('odd_one');
  });

  it('is nothing where it was not asked for', () => expect(regretHtml(record())).toBe(''));
});

describe('the waterfalls', () => {
  it('are of GPU-hours and of misses, with all that they draw in their numbers', () => {
    const [hours, misses] = regretCharts(recordOf());
    expect([hours!.id, misses!.id]).toEqual(['regret-gpu-hours', 'regret-misses']);
    expect(hours!.rows).toEqual([
      { part: 'work bound', 'GPU-hours': 2 },
      { part: 'whole workers, SLA pace', 'GPU-hours': 1 },
      { part: 'startup lag', 'GPU-hours': 0.25 },
      { part: 'stabilisation and step limits', 'GPU-hours': -0.75 },
      { part: 'actual', 'GPU-hours': 2.5 },
    ]);
    expect(misses!.rows.map((row) => row['requests missed'])).toEqual([0, 0, 1234, -40.4, 1194]);
  });

  it('end where the run did: the last step ends at the height of the last bar', () => {
    const values = valuesOf(regretCharts(recordOf())[0]!.spec);
    expect(values.at(-2)!['to']).toBe(2.5);
    expect(values.at(-1)).toMatchObject({ from: 0, to: 2.5, sort: 'level' });
  });

  it('sign the steps and not the levels', () => {
    const [hours, misses] = regretCharts(recordOf()).map(({ spec }) => valuesOf(spec).map(({ text }) => text));
    expect(hours).toEqual(['2.00', '+1.00', '+0.25', '−0.75', '2.50']);
    expect(misses).toEqual(['0', '+0', '+1,234', '−40', '1,194']);
  });

  it('have their unit on the axis', () => {
    const titles = regretCharts(recordOf()).map(({ spec }) => layersOf(spec)[0]!.encoding.x!.title);
    expect(titles).toEqual(['GPU-hours', 'requests missed']);
  });

  it('are none where it was not asked for', () => expect(regretCharts(record())).toEqual([]));
});

describe('the regret in words', () => {
  it('tells of misses only where a part has some', () => {
    expect(regretInWords(regretOf())).toBe(
      'work bound 2.00 GPU-hours; whole workers, SLA pace +1.00; startup lag +0.25 (+1,234 missed); stabilisation and step limits −0.75 (−40 missed); actual 2.50 (1,194 missed)',
    );
  });

  it('rounds misses, and less than half of one is none', () => {
    const parts = [{ id: 'forecast', gpu_hours: 0, missed: 0.49 }];
    expect(regretInWords(regretOf({ parts }))).toContain('; forecast and sizing error +0.00; actual');
    expect(regretInWords(regretOf({ parts: [{ ...parts[0]!, missed: 0.5 }] }))).toContain('(+1 missed)');
  });
});
