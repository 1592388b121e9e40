/** What a router sees of loads: those of now where signals are fresh, those of the last update where they are not. */
import { describe, expect, it } from 'vitest';
import { createLoadSight } from './load-sight.js';

const FRESH = { update_interval_s: 0, lag_s: 0, count_own: true };

function sightOf(signals: typeof FRESH) {
  const clock = { now: 0 };
  const told: string[] = [];
  const worker = { id: 4, load: 0 };
  const sight = createLoadSight({ kernel: clock, load: (of: typeof worker) => of.load }, signals, ({ id }, load) =>
    told.push(`${id} ${load}`),
  );
  const setLoad = (load: number) => {
    worker.load = load;
    sight.changed(worker);
  };
  return { clock, told, worker, sight, setLoad };
}

describe('fresh signals', () => {
  it('show each load as it is, and tell each change', () => {
    const { told, worker, sight, setLoad } = sightOf(FRESH);
    sight.add(worker);
    setLoad(3);
    expect([told, sight.seen(worker)]).toEqual([['4 0', '4 3'], 3]);
  });

  it('need no count of what was placed', () => {
    const { told, worker, sight, setLoad } = sightOf(FRESH);
    sight.add(worker);
    setLoad(3);
    sight.placed(worker);
    sight.refresh();
    expect([told.length, sight.seen(worker)]).toEqual([2, 3]);
  });
});

describe('signals with a lag', () => {
  it('show a load the lag later, own placements at once, and forget these when the update has them', () => {
    const { clock, told, worker, sight, setLoad } = sightOf({ ...FRESH, lag_s: 2 });
    sight.add(worker);
    clock.now = 1;
    setLoad(5);
    sight.placed(worker);
    expect(sight.seen(worker)).toBe(5);
    clock.now = 3;
    sight.refresh();
    expect([sight.seen(worker), told.at(-1)]).toEqual([5, '4 5']);
  });

  it('count a placement as what the load rose by it, and a fall as none', () => {
    const { clock, worker, sight, setLoad } = sightOf({ ...FRESH, lag_s: 2 });
    worker.load = 10;
    sight.add(worker);
    clock.now = 3;
    sight.refresh();
    setLoad(14);
    sight.placed(worker);
    expect(sight.seen(worker)).toBe(14);
    setLoad(6);
    sight.placed(worker);
    expect(sight.seen(worker)).toBe(14); // the fall is not known before its time
  });

  it('show nothing of a worker that is not here', () => {
    const { worker, sight, setLoad, told } = sightOf({ ...FRESH, lag_s: 2 });
    setLoad(5);
    sight.placed(worker);
    expect([sight.seen(worker), told]).toEqual([0, []]);
    sight.add(worker);
    sight.remove(worker);
    expect(sight.seen(worker)).toBe(0);
  });
});
