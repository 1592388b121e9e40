import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TickNotes } from '../tick-notes.js';
import { type LimitedRole, limit } from './limit.js';

const BOUNDS = { min: 1, max: 20 };
const role = (name: 'prefill' | 'decode', target: number, gpus = 1, more: Partial<LimitedRole> = {}): LimitedRole => ({
  role: name,
  gpus,
  needed: target,
  target,
  ...more,
});
function run(roles: readonly LimitedRole[], bounds = BOUNDS, budget?: number) {
  const notes = new TickNotes();
  return { counts: limit(roles, bounds, budget, notes), reasons: notes.reasons };
}

describe('bounds', () => {
  it.each([
    [0, 1, ['min_endpoint']],
    [1, 1, []],
    [20, 20, []],
    [25, 20, ['max_replicas']],
  ])('a target of %d becomes %d', (target, count, reasons) => {
    const one = [role('decode', target, 1, { needed: 1 })];
    expect(run(one)).toEqual({ counts: { decode: count }, reasons });
  });

  it('let what fits be', () => {
    expect(run([role('prefill', 3), role('decode', 5)])).toEqual({ counts: { prefill: 3, decode: 5 }, reasons: [] });
    expect(run([])).toEqual({ counts: {}, reasons: [] });
  });
});

describe('the ratio of two roles', () => {
  it('decode has no more than prefill can feed', () => {
    // prefill may have a half of what it needs
    const { counts, reasons } = run([role('prefill', 16), role('decode', 6)], { min: 1, max: 8 });
    expect(counts).toEqual({ prefill: 8, decode: 3 });
    expect(reasons).toEqual(['max_replicas', 'ratio']);
  });

  it('nor prefill more than decode can take', () => {
    expect(run([role('prefill', 6), role('decode', 16)], { min: 1, max: 8 }).counts).toEqual({ prefill: 3, decode: 8 });
  });

  it('counts the need, not the step that is taken', () => {
    const slow = [role('prefill', 4, 1, { needed: 16 }), role('decode', 6)];
    expect(run(slow, { min: 1, max: 8 }).counts).toEqual({ prefill: 4, decode: 3 });
  });

  it('follows workers that wait for GPUs', () => {
    const waiting = role('prefill', 4, 1, { reachable: 2 });
    expect(run([waiting, role('decode', 6)]).counts).toEqual({ prefill: 4, decode: 3 });
    const none = role('prefill', 4, 1, { reachable: 0 });
    expect(run([none, role('decode', 6)]).counts).toEqual({ prefill: 4, decode: 1 });
  });

  it('is rounded up, and never below the minimum', () => {
    expect(run([role('prefill', 12), role('decode', 5)], { min: 1, max: 8 }).counts.decode).toBe(4);
    expect(run([role('prefill', 160), role('decode', 5)], { min: 2, max: 8 }).counts.decode).toBe(2);
  });

  it('raises nothing', () => {
    const small = [role('prefill', 16), role('decode', 1, 1, { needed: 8 })];
    expect(run(small, { min: 1, max: 8 }).counts.decode).toBe(1);
  });
});

describe('a GPU budget', () => {
  it('takes from both in proportion to what they need', () => {
    const { counts, reasons } = run([role('prefill', 8), role('decode', 4, 2)], BOUNDS, 8);
    expect(counts).toEqual({ prefill: 4, decode: 2 });
    expect(reasons).toContain('gpu_budget');
  });

  it('stops at the minimum, though it be exceeded', () => {
    expect(run([role('prefill', 8), role('decode', 4, 4)], { min: 2, max: 20 }, 3).counts).toEqual({
      prefill: 2,
      decode: 2,
    });
  });

  it('of nothing takes all where the minimum is 0', () => {
    expect(run([role('prefill', 3), role('decode', 3)], { min: 0, max: 20 }, 0).counts).toEqual({
      prefill: 0,
      decode: 0,
    });
  });

  it('that is large enough says nothing', () => {
    expect(run([role('prefill', 8), role('decode', 4, 2)], BOUNDS, 16).reasons).toEqual([]);
  });

  const roles = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 4 }));

  it('holds unless the minimum stops it, and more of it is never fewer workers', () => {
    const gpus = fc.integer({ min: 0, max: 80 });
    fc.assert(
      fc.property(roles, roles, gpus, gpus, ([p, pg], [d, dg], a, b) => {
        const counts = (budget: number) => run([role('prefill', p, pg), role('decode', d, dg)], BOUNDS, budget).counts;
        const small = counts(Math.min(a, b));
        const large = counts(Math.max(a, b));
        const used = small.prefill! * pg + small.decode! * dg;
        if (small.prefill! > 1 || small.decode! > 1) expect(used).toBeLessThanOrEqual(Math.min(a, b));
        expect(large.prefill).toBeGreaterThanOrEqual(small.prefill!);
        expect(large.decode).toBeGreaterThanOrEqual(small.decode!);
      }),
    );
  });
});
