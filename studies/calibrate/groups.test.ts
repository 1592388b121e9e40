import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf, misfits } from './groups.js';
import type { Latency, Recorded } from './recorded.js';

interface Row {
  readonly arrival_s?: number;
  readonly inputTokens?: number;
  readonly ttft_ms?: number;
  readonly e2e_ms?: number;
  readonly tpot_ms?: number;
}

/** A run of these requests, all fitted: after a second of prefill they decode for a second, one after the other. */
function recorded(rows: readonly Row[]): Recorded {
  const measured = new Map(
    rows.map(({ ttft_ms = 1000, e2e_ms = 2000, tpot_ms = 10 }, id): [number, Latency] => [
      id,
      { ttft_ms, tpot_ms, e2e_ms },
    ]),
  );
  const requests = rows.map(({ arrival_s, inputTokens = 100 }, id) => ({
    id,
    arrival_s: arrival_s ?? 10 * id,
    inputTokens,
    outputTokens: 100,
  }));
  return { requests, measured, fitted: rows.map((_, id) => id), heldOut: [] };
}

const many = (count: number, row: (id: number) => Row = () => ({})) =>
  Array.from({ length: count }, (_, id) => row(id));

describe('company in the batch', () => {
  const companyOf = (rows: readonly Row[], workers = 1) => [...groupsOf(recorded(rows), workers).batchOf.values()];

  it('is one for a request that decodes alone', () => {
    expect(companyOf(many(3))).toEqual([1, 1, 1]);
  });

  it('counts those that decode at the same time, over as many workers as there are', () => {
    const together = many(4, () => ({ arrival_s: 0 }));
    expect(companyOf(together)).toEqual([4, 4, 4, 4]);
    expect(companyOf(together, 2)).toEqual([2, 2, 2, 2]);
    expect(companyOf(together, 8)).toEqual([1, 1, 1, 1]); // it decodes with itself at least
  });

  it('is a mean over its time: half of it in company of one makes one and a half', () => {
    // the first decodes from 1 s to 11 s, the second from 6 s to 16 s: looks at 2, 4, 6, 8 and 10 s
    const rows = [
      { arrival_s: 0, e2e_ms: 11_000 },
      { arrival_s: 5, e2e_ms: 11_000 },
    ];
    expect(companyOf(rows)).toEqual([expect.closeTo(1.6, 9), expect.closeTo(1.4, 9)]);
  });
});

describe('groups', () => {
  it('are by prompt length, ascending, at most four', () => {
    const { byPrompt } = groupsOf(recorded(many(40, (id) => ({ inputTokens: 1000 - id }))), 1);
    expect(byPrompt.map((group) => group.length)).toEqual([10, 10, 10, 10]);
    expect(byPrompt[0]![0]).toBe(39);
    expect(byPrompt.at(-1)!.at(-1)).toBe(0);
  });

  it('keep requests of the same length together', () => {
    const { byPrompt } = groupsOf(recorded(many(40, (id) => ({ inputTokens: id < 35 ? 100 : 200 }))), 1);
    expect(byPrompt.map((group) => group.length)).toEqual([35, 5]);
  });

  it('are one of few requests', () => {
    expect(groupsOf(recorded(many(15)), 1).byPrompt).toHaveLength(1);
    expect(groupsOf(recorded(many(16, (id) => ({ inputTokens: id + 1 }))), 1).byPrompt).toHaveLength(2);
  });

  it('by batch have only requests that decoded', () => {
    const rows = many(20, (id) => (id < 5 ? { tpot_ms: Number.NaN } : {}));
    const { byBatch, byPrompt } = groupsOf(recorded(rows), 1);
    expect(byBatch.flat()).toHaveLength(15);
    expect(byPrompt.flat()).toHaveLength(20);
  });

  it('hold every request once, those of a value in one group, in order', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lengths, (all) => {
        const { byPrompt } = groupsOf(recorded(all.map((inputTokens) => ({ inputTokens }))), 1);
        expect(byPrompt.flat().toSorted((a, b) => a - b)).toEqual(all.map((_, id) => id));
        const ranges = byPrompt.map((group) => group.map((id) => all[id]!));
        for (const [i, group] of ranges.slice(1).entries())
          expect(Math.min(...group)).toBeGreaterThan(Math.max(...ranges[i]!));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a misfit', () => {
  const ten = recorded(many(10));
  const groups = groupsOf(ten, 1);
  const simulated = (of: (ms: number, id: number) => number) =>
    new Map(
      [...ten.measured].map(([id, { ttft_ms, tpot_ms, e2e_ms }]) => [
        id,
        { ttft_ms: of(ttft_ms, id), tpot_ms: of(tpot_ms, id), e2e_ms },
      ]),
    );

  it('is the mean logarithm of simulated over measured, TTFT first', () => {
    const [ttft, tpot] = misfits(
      groups,
      ten.measured,
      simulated((ms) => 2 * ms),
    );
    expect(ttft!.mean).toBeCloseTo(Math.LN2, 12);
    expect(tpot!.mean).toBeCloseTo(Math.LN2, 12);
    expect(misfits(groups, ten.measured, ten.measured).map(({ mean }) => mean)).toEqual([0, 0]);
  });

  it('is as uncertain as its requests scatter, and never surer than a hundredth', () => {
    const [calm] = misfits(
      groups,
      ten.measured,
      simulated((ms) => 2 * ms),
    );
    expect(calm!.noise).toBe(0.01);
    // half of them e times as much, half as much: a deviation of ½ over √10
    const [wild] = misfits(
      groups,
      ten.measured,
      simulated((ms, id) => (id % 2 === 0 ? Math.E * ms : ms)),
    );
    expect(wild!.noise).toBeCloseTo(0.5 / Math.sqrt(10), 9);
  });

  it('leaves out what the simulation did not serve', () => {
    const [ttft] = misfits(
      groups,
      ten.measured,
      simulated((ms, id) => (id === 0 ? Number.NaN : 3 * ms)),
    );
    expect(ttft!.mean).toBeCloseTo(Math.log(3), 12);
    const few = new Map([...simulated((ms) => 3 * ms)].slice(0, 4));
    expect(misfits(groups, ten.measured, few)[0]!.mean).toBeCloseTo(Math.log(3), 12);
  });
});
