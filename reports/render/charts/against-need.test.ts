import { describe, expect, it } from 'vitest';
import { againstNeedSvg } from './against-need.js';

const rowsUpTo = (end_s: number) =>
  Array.from({ length: 11 }, (_, i) => ({ time_s: (i * end_s) / 10, ordered: i < 5 ? 1 : 3, needed: 2 }));

/** Where the moment's rule stands across the picture, of its width. */
async function placeOf(time_s: number, end_s: number): Promise<number> {
  const moment = { time_s, label: 'too late' };
  const svg = await againstNeedSvg({ role: 'decode', rows: rowsUpTo(end_s), moment });
  const rule = /mark-rule role-mark layer_1_marks[\s\S]*?translate\(([\d.]+),/.exec(svg);
  return Number(rule![1]) / 860;
}

describe('what was ordered beside what was needed', () => {
  it('names both, and the moment', async () => {
    const svg = await againstNeedSvg({
      role: 'decode',
      rows: rowsUpTo(600),
      moment: { time_s: 60, label: 'too late' },
    });
    for (const text of ['ordered', 'needed', '↑ too late', 'decode workers']) expect(svg).toContain(`>${text}<`);
  });

  it('gives the same bytes for the same rows', async () => {
    const drawn = () => againstNeedSvg({ role: 'decode', rows: rowsUpTo(600), moment: { time_s: 60, label: 'x' } });
    expect(await drawn()).toBe(await drawn());
  });

  it.each([600, 10 * 3600, 10 * 86_400])('has the moment where it was, in a run of %i s', async (end_s) => {
    expect(await placeOf(end_s / 4, end_s)).toBeCloseTo(0.25, 2);
    expect(await placeOf(end_s, end_s)).toBeCloseTo(1, 2);
  });
});
