import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlaSpec } from '../../scenarios/index.js';
import type { RequestEnd } from '../record/events.js';
import { FIVE_ENDS, FIVE_SLA } from '../testing/five-requests.js';
import { anyRequestEnd } from '../testing/requests.js';
import { AttainmentCounter } from './attainment.js';
import { judge, latencies, type Verdict } from './verdict.js';

function attainmentOf(ends: readonly RequestEnd[], sla: SlaSpec) {
  const counter = new AttainmentCounter();
  for (const end of ends) counter.add(end.class, judge(end, latencies(end), sla));
  return counter.figures();
}

const verdict = (all: boolean | undefined, change: Partial<Verdict> = {}): Verdict => ({
  ttft: all,
  tpot: undefined,
  e2e: undefined,
  all,
  ...change,
});

describe('the attainment', () => {
  it('of the five requests follows by hand', () => {
    expect(attainmentOf(FIVE_ENDS, FIVE_SLA)).toEqual({
      overall: 2 / 5,
      ttft: 1 / 4,
      tpot: 2 / 4,
      e2e: 1,
      by_class: { batch: 1 },
      ci95: [expect.closeTo(0.1176, 4), expect.closeTo(0.7693, 4)],
    });
  });

  it('of nothing, and of requests that have no bound, does not exist', () => {
    expect(new AttainmentCounter().figures()).toEqual({ by_class: {} });
    expect(attainmentOf(FIVE_ENDS, {})).toEqual({ by_class: {} });
  });

  it('leaves those without a bound out, of the whole and of their class', () => {
    const counter = new AttainmentCounter();
    counter.add('free', verdict(undefined));
    counter.add('chat', verdict(true));
    counter.add('chat', verdict(false));
    expect(counter.figures()).toMatchObject({ overall: 0.5, by_class: { chat: 0.5 } });
  });

  it('has classes by name, whichever came first', () => {
    const counter = new AttainmentCounter();
    for (const name of ['c', 'a', 'b', 'a']) counter.add(name, verdict(name !== 'c'));
    expect(Object.entries(counter.figures().by_class)).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 0],
    ]);
  });

  it('counts each bound for itself', () => {
    const counter = new AttainmentCounter();
    counter.add(undefined, { ttft: true, tpot: false, e2e: undefined, all: false });
    counter.add(undefined, { ttft: true, tpot: true, e2e: false, all: false });
    expect(counter.figures()).toMatchObject({ overall: 0, ttft: 1, tpot: 0.5, e2e: 0, by_class: {} });
  });

  it('is a naive count of those who met all they were promised', () => {
    const bound = fc.option(fc.double({ min: 1, max: 20_000, noNaN: true }), { nil: undefined });
    const bounds = fc.record({ ttft_ms: bound, tpot_ms: bound, e2e_ms: bound });
    fc.assert(
      fc.property(fc.array(anyRequestEnd, { maxLength: 30 }), bounds, bounds, (ends, general, batch) => {
        const sla = { ...general, classes: { batch } } as SlaSpec;
        const judged = ends.map((end) => ({ end, ...judge(end, latencies(end), sla) }));
        const share = (of: (one: (typeof judged)[number]) => boolean | undefined) => {
          const told = judged.map(of).filter((met) => met !== undefined);
          return told.length === 0 ? undefined : told.filter((met) => met).length / told.length;
        };
        const figures = attainmentOf(ends, sla);
        expect(figures.overall).toBe(share(({ all }) => all));
        expect(figures.ttft).toBe(share(({ ttft }) => ttft));
        expect(figures.tpot).toBe(share(({ tpot }) => tpot));
        expect(figures.e2e).toBe(share(({ e2e }) => e2e));
        for (const name of ['chat', 'batch']) {
          expect(figures.by_class[name]).toBe(share(({ end, all }) => (end.class === name ? all : undefined)));
        }
        if (!figures.ci95) return;
        expect(figures.ci95[0]).toBeLessThanOrEqual(figures.overall! + 1e-15);
        expect(figures.ci95[1]).toBeGreaterThanOrEqual(figures.overall! - 1e-15);
      }),
    );
  });
});
