import { describe, expect, it } from 'vitest';
import type { PlanSpec } from '../../scenarios/index.js';
import { fakeBench, madeMeasure, smallScenario } from '../testing/index.js';
import type { Deployment } from './deployment.js';
import { Evidence } from './evidence.js';

const AT: Deployment = { engine: 'e', mode: 'disaggregated', counts: { prefill: 2, decode: 2 } };

function spec(fields: Partial<PlanSpec> = {}): PlanSpec {
  return { ...smallScenario().scenario.plan, ...fields };
}

describe('a standing', () => {
  it('meets the promise where the mean less its doubt reaches the asked share', () => {
    const evidence = new Evidence(
      fakeBench((_, { seed }) => [0.97, 0.98, 0.99][seed - 1]!),
      spec(),
    );
    const standing = evidence.standing(AT, 'sla', [1, 2, 3]);
    expect(standing).toMatchObject({ meets: true, runs: 3, upperBound: false });
    expect(standing.attainment).toBeCloseTo(0.98, 12);
    expect(standing.atLeast).toBeCloseTo(0.98 - (2.92 * 0.01) / Math.sqrt(3), 4);
    expect(standing.goodRequestsPerSecond).toBeCloseTo(9.8, 12);
  });

  it('misses it where only the mean reaches the share', () => {
    const evidence = new Evidence(
      fakeBench((_, { seed }) => (seed === 1 ? 0.93 : 0.99)),
      spec(),
    );
    const { meets, attainment, atLeast } = evidence.standing(AT, 'sla', [1, 2]);
    expect(attainment).toBeGreaterThan(0.95);
    expect([meets, atLeast < 0.95]).toEqual([false, true]);
  });

  it('is not pursued after a clear miss on the first seed', () => {
    const bench = fakeBench(() => 0.91);
    expect(new Evidence(bench, spec()).standing(AT, 'sla', [1, 2, 3])).toMatchObject({ meets: false, runs: 1 });
    expect(bench.asked).toHaveLength(1);
  });

  it('is pursued where the miss is small', () => {
    const bench = fakeBench(() => 0.93);
    expect(new Evidence(bench, spec()).standing(AT, 'sla', [1, 2, 3])).toMatchObject({ meets: false, runs: 3 });
  });

  it('says that its share is an upper bound where a run was ended beyond hope', () => {
    const evidence = new Evidence(
      fakeBench(() => 0.5),
      spec(),
    );
    expect(evidence.standing(AT, 'sla', [1, 2])).toMatchObject({ upperBound: true, meets: false });
  });

  it.each([[{ prefill: 0, decode: 3 }], [{ prefill: 3, decode: -1 }]])(
    'of %j, which cannot serve, is known without a run',
    (counts) => {
      const bench = fakeBench(() => 1);
      const evidence = new Evidence(bench, spec());
      expect(evidence.standing({ ...AT, counts }, 'sla', [1])).toMatchObject({ meets: false, runs: 0 });
      expect(evidence.wholeStanding({ ...AT, counts }, 'sla', [1])).toMatchObject({ meets: false, runs: 0 });
      expect(bench.asked).toHaveLength(0);
    },
  );
});

describe('what is asked twice', () => {
  it('is measured once', () => {
    const bench = fakeBench(() => 0.99);
    let heard = 0;
    const evidence = new Evidence(bench, spec(), () => heard++);
    const first = evidence.standing(AT, 'sla', [1, 2]);
    expect(evidence.standing({ ...AT, counts: { ...AT.counts } }, 'sla', [1, 2])).toEqual(first);
    expect([bench.asked.length, evidence.runs, heard]).toEqual([2, 2, 2]);
  });

  it('is measured again in whole where the run had been ended early', () => {
    const bench = fakeBench(() => 0.5);
    const evidence = new Evidence(bench, spec());
    evidence.standing(AT, 'sla', [1]);
    expect(evidence.wholeStanding(AT, 'sla', [1]).upperBound).toBe(false);
    expect(bench.asked.map(({ options }) => options.hopelessBelow)).toEqual([0.95 - 0.06, 0]);
    evidence.standing(AT, 'sla', [1]);
    expect(bench.asked).toHaveLength(2);
  });

  it('for another promise is answered by the same runs', () => {
    const bench = fakeBench(() => 0.99, ['sla', 'strict']);
    const evidence = new Evidence(bench, spec());
    evidence.standing(AT, 'sla', [1, 2]);
    evidence.standing(AT, 'strict', [1, 2]);
    expect(bench.asked).toHaveLength(2);
  });
});

describe('spare workers', () => {
  it('are gone when the promise is judged', () => {
    const bench = fakeBench(({ counts }) => (counts.prefill! >= 2 && counts.decode! >= 2 ? 1 : 0));
    const evidence = new Evidence(bench, spec({ spare_workers: 1 }));
    expect(evidence.standing(AT, 'sla', [1]).meets).toBe(false);
    expect(evidence.standing({ ...AT, counts: { prefill: 3, decode: 3 } }, 'sla', [1]).meets).toBe(true);
    expect(bench.asked[0]!.deployment.counts).toEqual({ prefill: 1, decode: 1 });
  });

  it('that would leave nobody make it hopeless without a run', () => {
    const bench = fakeBench(() => 1);
    expect(new Evidence(bench, spec({ spare_workers: 2 })).standing(AT, 'sla', [1]).meets).toBe(false);
    expect(bench.asked).toHaveLength(0);
  });
});

describe('request classes', () => {
  const bench = (chat: number) => ({ measure: () => madeMeasure(0.99, { byClass: { chat } }) });

  it.each([
    [0.9, true],
    [0.8, false],
  ])('of which one keeps %d must each reach their own share: %s', (chat, meets) => {
    const evidence = new Evidence(bench(chat), spec({ attainment_by_class: { chat: 0.85 } }));
    expect(evidence.standing(AT, 'sla', [1, 2]).meets).toBe(meets);
  });

  it('that the traffic does not have miss nothing', () => {
    const evidence = new Evidence(bench(0.9), spec({ attainment_by_class: { batch: 0.85 } }));
    expect(evidence.standing(AT, 'sla', [1, 2]).meets).toBe(true);
  });
});

it('everything that was run can be seen, by deployment', () => {
  const evidence = new Evidence(
    fakeBench(() => 0.99),
    spec(),
  );
  const other = { ...AT, counts: { prefill: 1, decode: 1 } };
  evidence.standing(AT, 'sla', [1, 2]);
  evidence.standing(other, 'sla', [1]);
  expect(evidence.seen().map(({ deployment, measures }) => [deployment, measures.length])).toEqual([
    [AT, 2],
    [other, 1],
  ]);
});
