/** KV events as a router sees them: at once, or when their signal has come. */
import { describe, expect, it } from 'vitest';
import type { Routable } from '../router.js';
import { Slots } from '../slots.js';
import { CachedBlocks } from './cached-blocks.js';

function cachedOf(signals: Partial<{ update_interval_s: number; lag_s: number }> = {}) {
  const clock = { now: 0 };
  const slots = new Slots<Routable>();
  const workers = [{ id: 10 }, { id: 11 }];
  for (const worker of workers) slots.add(worker);
  const cached = new CachedBlocks(slots, clock, { update_interval_s: 0, lag_s: 0, count_own: true, ...signals });
  const depths = (...blocks: number[]) => {
    cached.refresh();
    return workers.map((_, slot) => cached.index.depthOf(slot, blocks));
  };
  return { clock, slots, workers, cached, depths };
}

describe('fresh events', () => {
  it('are seen at once', () => {
    const { cached, workers, depths } = cachedOf();
    cached.stored(workers[0]!, 5);
    cached.stored(workers[0]!, 6);
    cached.stored(workers[1]!, 5);
    expect(depths(5, 6)).toEqual([2, 1]);
    cached.removed(workers[0]!, 5);
    expect(depths(5, 6)).toEqual([0, 1]);
  });

  it('of block 0 are events like any', () => {
    const { cached, workers, depths } = cachedOf();
    cached.stored(workers[0]!, 0);
    expect(depths(0)).toEqual([1, 0]);
    cached.removed(workers[0]!, 0);
    expect(depths(0)).toEqual([0, 0]);
  });
});

describe('events with a lag', () => {
  it('are seen the lag later, in the order in which they happened', () => {
    const { clock, cached, workers, depths } = cachedOf({ lag_s: 2 });
    cached.stored(workers[0]!, 5);
    clock.now = 1;
    cached.removed(workers[0]!, 5);
    cached.stored(workers[0]!, 6);
    clock.now = 1.9;
    expect(depths(5)).toEqual([0, 0]);
    clock.now = 2;
    expect(depths(5)).toEqual([1, 0]);
    clock.now = 3;
    expect([depths(5), depths(6)]).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('come with the first update at or after them', () => {
    const { clock, cached, workers, depths } = cachedOf({ update_interval_s: 10 });
    clock.now = 3;
    cached.stored(workers[0]!, 5);
    clock.now = 9.9;
    expect(depths(5)).toEqual([0, 0]);
    clock.now = 10;
    expect(depths(5)).toEqual([1, 0]);
  });

  it('of a worker that has gone meanwhile are of nobody', () => {
    const { clock, slots, cached, workers } = cachedOf({ lag_s: 2 });
    cached.stored(workers[0]!, 5);
    slots.remove(workers[0]!);
    clock.now = 2;
    cached.refresh();
    expect(cached.index.size).toBe(0);
  });
});
