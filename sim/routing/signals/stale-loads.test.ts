import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TestPool } from '../testing/test-pool.js';
import { createLoadSight } from './load-sight.js';

const signals = (update_interval_s: number, lag_s: number, count_own: boolean) => ({
  update_interval_s,
  lag_s,
  count_own,
});

describe('stale loads', () => {
  it('are those of the last update; own placements are added until the next one', () => {
    for (const [own, second] of [
      [true, 1],
      [false, 0],
    ] as const) {
      const pool = new TestPool({ policy: 'least_loaded', signals: signals(10, 0, own) }, 2);
      pool.clock.now = 1;
      expect(pool.send()).toBe(0);
      expect(pool.send()).toBe(second);
    }
  });

  it('show the end of work with the update, not before', () => {
    const pool = new TestPool({ policy: 'least_loaded', signals: signals(10, 2, true) }, 2);
    pool.clock.now = 1;
    pool.setLoads(5, 3);
    pool.clock.now = 11.9;
    expect(pool.choose()).toBe(0);
    pool.clock.now = 12;
    expect(pool.choose()).toBe(1);
    pool.setLoads(0, 3);
    pool.clock.now = 21.9;
    expect(pool.choose()).toBe(1);
    pool.clock.now = 22;
    expect(pool.choose()).toBe(0);
  });

  it('equal a replay of the history', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 8 }),
      worker: fc.integer({ min: 0, max: 2 }),
      act: fc.oneof(fc.record({ load: fc.nat({ max: 9 }) }), fc.record({ placed: fc.integer({ min: 1, max: 4 }) })),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(0, 3, 8),
        fc.constantFrom(0, 2, 20),
        fc.boolean(),
        (steps, interval_s, lag_s, own) => {
          // Quarters of a second add up exactly.
          const setting = signals(interval_s / 4, lag_s / 4, own);
          const clock = { now: 0 };
          const workers = [0, 1, 2].map((id) => ({ id, load: 0 }));
          const sight = createLoadSight(
            { kernel: clock, load: (worker: { id: number; load: number }) => worker.load },
            setting,
          );
          for (const worker of workers) sight.add(worker);
          const history: { time_s: number; id: number; load: number; placed: number }[] = [];
          for (const { wait, worker: id, act } of steps) {
            clock.now += wait / 4;
            const worker = workers[id]!;
            const placed = 'placed' in act ? act.placed : 0;
            worker.load = 'placed' in act ? worker.load + act.placed : act.load;
            sight.changed(worker);
            if (placed > 0) sight.placed(worker);
            history.push({ time_s: clock.now, id, load: worker.load, placed });
            sight.refresh();
            expect(workers.map((each) => sight.seen(each))).toEqual(
              workers.map((each) => replay(history, each.id, clock.now, setting)),
            );
          }
        },
      ),
    );
  });
});

/** The rule in its own words: the load at the last update at least a lag ago, and what was placed after that update. */
function replay(
  history: readonly { time_s: number; id: number; load: number; placed: number }[],
  id: number,
  now_s: number,
  { update_interval_s, lag_s, count_own }: ReturnType<typeof signals>,
): number {
  const horizon_s = now_s - lag_s;
  const update_s = update_interval_s === 0 ? horizon_s : Math.floor(horizon_s / update_interval_s) * update_interval_s;
  const own = history.filter((entry) => entry.id === id);
  const fresh = update_interval_s === 0 && lag_s === 0;
  const seen = own.filter(({ time_s }) => time_s <= update_s).at(-1)?.load ?? 0;
  const since = own.filter(({ time_s }) => time_s > update_s);
  return seen + (count_own && !fresh ? since.reduce((sum, { placed }) => sum + placed, 0) : 0);
}
