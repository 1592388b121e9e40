import { expect, it } from 'vitest';
import { OwnMetrics } from './own.js';

/** The values of a page's series by name and labels. */
async function series(own: OwnMetrics): Promise<Record<string, number>> {
  const lines = (await own.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

const LATE = 'headroom_emulator_late_seconds';

it('tells its speed from the start', async () => {
  expect(await series(new OwnMetrics(25))).toMatchObject({ headroom_emulator_speedup: 25 });
});

it('counts how late events were played, by buckets up to a second', async () => {
  const own = new OwnMetrics(1);
  for (const late_s of [0, 0.0005, 0.003, 0.2, 7]) own.noteLate(late_s);
  const told = await series(own);
  expect(told[`${LATE}_count`]).toBe(5);
  expect(told[`${LATE}_sum`]).toBeCloseTo(7.2035, 9);
  const atMost = (bound: string) => told[`${LATE}_bucket{le="${bound}"}`];
  expect(['0.001', '0.002', '0.005', '0.1', '0.2', '1', '+Inf'].map(atMost)).toEqual([2, 2, 3, 3, 4, 4, 5]);
});

it('is one of each emulator: two do not count together', async () => {
  const [one, other] = [new OwnMetrics(1), new OwnMetrics(2)];
  one.noteLate(0.5);
  expect((await series(other))[`${LATE}_count`] ?? 0).toBe(0);
  expect((await series(one))[`${LATE}_count`]).toBe(1);
});

it('explains every family', async () => {
  const text = await new OwnMetrics(1).text();
  for (const family of [LATE, 'headroom_emulator_speedup']) {
    expect(text).toMatch(new RegExp(`^# HELP ${family} \\S`, 'm'));
    expect(text).toMatch(new RegExp(`^# TYPE ${family} (gauge|histogram)$`, 'm'));
  }
});
