/** Since when a pool has kept nobody's promise: 2 s at most. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PromiseWatch } from './promise-watch.js';

describe('a pool is short', () => {
  it('not before somebody has waited too long; exactly as long as promised is kept', () => {
    const watch = new PromiseWatch(2);
    expect(watch.note(2, 10)).toBeUndefined();
    expect(watch.since_s).toBeUndefined();
  });

  it('since the one came who first waited too long', () => {
    const watch = new PromiseWatch(2);
    expect(watch.note(2.1, 10)).toBe(10);
    expect(watch.note(5, 11)).toBe(10);
    expect(watch.since_s).toBe(10);
  });

  it('no more once one is served in time, and then anew', () => {
    const watch = new PromiseWatch(2);
    watch.note(3, 10);
    expect(watch.note(1, 20)).toBeUndefined();
    expect(watch.since_s).toBeUndefined();
    expect(watch.note(3, 30)).toBe(30);
  });

  it('since what one knew when it came, also where others were served in time meanwhile', () => {
    const watch = new PromiseWatch(2);
    watch.note(3, 10);
    const before_s = watch.since_s; // one comes now
    watch.note(1, 20); // a new worker serves another in time
    expect(watch.note(30, 12, before_s)).toBe(10);
    expect(watch.since_s).toBe(10);
  });
});

describe('one who leaves unserved', () => {
  it('tells nothing where it leaves early: neither that the pool is short nor that it has recovered', () => {
    const watch = new PromiseWatch(2);
    expect(watch.noteUnserved(1, 10)).toBeUndefined();
    expect(watch.since_s).toBeUndefined();
    watch.note(3, 10);
    expect(watch.noteUnserved(1, 20)).toBeUndefined();
    expect(watch.since_s).toBe(10);
  });

  it('counts like one that was served late where it has waited too long', () => {
    const watch = new PromiseWatch(2);
    expect(watch.noteUnserved(3, 10)).toBe(10);
    expect(watch.noteUnserved(3, 11, 4)).toBe(4);
    expect(watch.since_s).toBe(10);
  });
});

it('is short exactly while the latest who says something was late, since the first late one of that streak', () => {
  const visit = fc.record({ took: fc.integer({ min: 0, max: 5 }), unserved: fc.boolean() });
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 40 }), (visits) => {
      const watch = new PromiseWatch(2);
      let streak: number | undefined;
      visits.forEach(({ took, unserved }, came_s) => {
        const isLate = took > 2;
        if (isLate) streak ??= came_s;
        else if (!unserved) streak = undefined;
        const told = unserved ? watch.noteUnserved(took, came_s) : watch.note(took, came_s);
        expect(told).toBe(isLate ? streak : undefined);
        expect(watch.since_s).toBe(streak);
      });
    }),
  );
});
