import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { madeRow, madeSweep, testFolder } from '../testing/index.js';
import type { SweepResult, SweepRow } from './result.js';
import { writeSweep } from './write.js';

const FAILED: SweepRow = {
  values: { gain: 9 },
  runs: 0,
  failure: { code: 'HR_SCENARIO_INVALID', message: 'no such field\n  Did you mean gain?' },
};
const GAINS = [1, 2, 3].map((gain) => madeRow({ gain }, 0.9 + gain / 50, gain));

async function written(result: SweepResult): Promise<Record<string, string>> {
  const directory = join(testFolder(), 'new');
  expect(await writeSweep(directory, result, false)).toBe(join(directory, 'sweep.html'));
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

describe('the files of a sweep', () => {
  it('are data, table and page', async () => {
    const files = await written(madeSweep(['gain'], GAINS));
    expect(Object.keys(files).toSorted()).toEqual(['sweep.csv', 'sweep.html', 'sweep.json']);
    expect(JSON.parse(files['sweep.json']!)).toEqual(madeSweep(['gain'], GAINS));
  });

  it('the table has a line a point, its axes first, and empty cells for what there is not', async () => {
    const lines = (await written(madeSweep(['gain'], [...GAINS, FAILED])))['sweep.csv']!.trim().split('\n');
    expect(lines[0]).toBe(
      'gain,runs,attainment,attainment_low,attainment_high,gpu_hours,usd,ttft_p50_ms,ttft_p99_ms,' +
        'tpot_p50_ms,tpot_p99_ms,requests,scale_changes,scale_changes_per_h,failure',
    );
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^1,2,0\.92,0\.91,0\.93.*,1,,100,1000,,,50,3,6,$/);
    expect(lines[4]).toBe('9,0,,,,,,,,,,,,,no such field');
  });

  it('the table quotes what would break it', async () => {
    const rows = [madeRow({ planner: { policy: 'hpa', target: 3 } }, 1, 1)];
    const csv = (await written(madeSweep(['planner'], rows)))['sweep.csv']!;
    expect(csv.split('\n')[1]).toMatch(/^"\{""policy"":""hpa"",""target"":3\}",2,/);
  });

  it('the page stands by itself: pictures in it, no address of anywhere', async () => {
    const page = (await written(madeSweep(['gain'], GAINS)))['sweep.html']!;
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain('3 points; ');
  });

  it('the page escapes what users name', async () => {
    const page = (await written(madeSweep(['gain'], GAINS, { name: '<b>', description: 'a & b' })))['sweep.html']!;
    expect(page.includes('<b>')).toBe(false);
    expect(/<h1>&(#60|lt);b&(#62|gt);<\/h1>/.test(page)).toBe(true);
    expect(/a &(#38|amp); b/.test(page)).toBe(true);
  });

  it('the page speaks of the cliff where a point is marked', async () => {
    const stability = { at: { gain: 3 }, attainment: 0.95 };
    const marked = await written(madeSweep(['gain'], GAINS, { stability }));
    const shown = (page: string | undefined) => /<section class="safety ([a-z-]+)">stability: gain=\d/.exec(page!)?.[1];
    expect(shown(marked['sweep.html'])).toBe('safe');
    const over = await written(madeSweep(['gain'], GAINS, { stability: { ...stability, attainment: 0.99 } }));
    expect(shown(over['sweep.html'])).toBe('not-safe');
    expect(shown((await written(madeSweep(['gain'], GAINS)))['sweep.html'])).toBeUndefined();
  });
});
