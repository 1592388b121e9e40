/** The search on benches without a simulator, held to trying everything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanSpec } from '../../scenarios/index.js';
import { type FakeBench, fakeBench, smallScenario } from '../testing/index.js';
import type { Engine } from './choices.js';
import type { Deployment } from './deployment.js';
import type { Measuring } from './measure.js';
import { planOn } from './planning.js';

const SLA = { ttft_ms: 100, tpot_ms: 10 };
const SEEDS = { search: [1, 2], check: [3, 4] };
const BIG: Engine = { engine: 'big', mode: 'disaggregated', gpusPerWorker: 2, system: 'b', usdPerGpuHour: 3 };
const SMALL: Engine = { engine: 'small', mode: 'disaggregated', gpusPerWorker: 1, system: 's', usdPerGpuHour: 2 };

function specOf(fields: Partial<PlanSpec> = {}): PlanSpec {
  return { ...smallScenario().scenario.plan, max_gpus: 24, seeds: 2, check_seeds: 2, ...fields };
}

/** Plans for one promise; `given`: how the traffic as it is differs from that of the search. */
function planned(
  engines: readonly Engine[],
  bench: Measuring,
  { given = bench, ...fields }: Partial<PlanSpec> & { readonly given?: Measuring } = {},
) {
  const question = { spec: specOf(fields), promises: { sla: SLA }, engines, seeds: SEEDS };
  return planOn(question, { other: bench, given });
}

/** A bench on which the promise is kept where workers of both roles are enough: 1, else 0.9. */
function needing(needs: Readonly<Record<string, { readonly prefill: number; readonly decode: number }>>): FakeBench {
  return fakeBench(({ engine, counts }, { slowdown = 1, growth = 1 }) => {
    const need = needs[engine]!;
    const strained = slowdown * growth;
    return counts.prefill! >= need.prefill * strained && counts.decode! >= need.decode * strained ? 1 : 0.9;
  });
}

/** What the cheapest deployment of all that keep the promise costs, by trying every one. */
function cheapest(
  engines: readonly Engine[],
  bench: Measuring,
  most: number,
  cost: (gpus: number, engine: Engine) => number,
) {
  const costs = engines.flatMap((engine) => {
    const counts = Array.from({ length: most }, (_, i) => i + 1);
    return counts.flatMap((prefill) =>
      counts.flatMap((decode) => {
        const deployment: Deployment = { engine: engine.engine, mode: engine.mode, counts: { prefill, decode } };
        const gpus = (prefill + decode) * engine.gpusPerWorker;
        const { attainment } = bench.measure(deployment, { seed: 1, hopelessBelow: 0 }).kept['sla']!;
        return gpus <= most && attainment >= 0.95 ? [cost(gpus, engine)] : [];
      }),
    );
  });
  return costs.length === 0 ? undefined : Math.min(...costs);
}

describe('the best plan', () => {
  const need = fc.record({ prefill: fc.integer({ min: 1, max: 9 }), decode: fc.integer({ min: 1, max: 9 }) });

  it('costs what the cheapest of all that keep the promise costs', () => {
    fc.assert(
      fc.property(need, need, fc.constantFrom('usd', 'gpus'), (big, small, objective) => {
        const bench = needing({ big, small });
        const { best } = planned([BIG, SMALL], bench, { objective }).answers[0]!;
        const price = (gpus: number, { usdPerGpuHour }: Engine) => (objective === 'usd' ? gpus * usdPerGpuHour! : gpus);
        expect(best && (objective === 'usd' ? best.usdPerHour : best.gpus)).toBe(
          cheapest([BIG, SMALL], bench, 24, price),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('of good requests for each GPU is the one with most of them', () => {
    const { best } = planned(
      [BIG, SMALL],
      needing({ big: { prefill: 1, decode: 1 }, small: { prefill: 3, decode: 3 } }),
      {
        objective: 'goodput_per_gpu',
      },
    ).answers[0]!;
    expect(best!.engine).toBe('big'); // 10 ÷ 4 GPUs against 10 ÷ 6
  });

  it('comes with its cheaper neighbours, which fail, and with what it may bear', () => {
    const bench = needing({ small: { prefill: 3, decode: 2 } });
    const { best, cheaper, sensitivity } = planned([SMALL], bench).answers[0]!;
    expect(best!.deployment.counts).toEqual({ prefill: 3, decode: 2 });
    expect(best).toMatchObject({ gpus: 5, usdPerHour: 10, checked: { meets: true, runs: 2 }, asGiven: { runs: 1 } });
    expect(cheaper.map(({ deployment, checked }) => [deployment.counts, checked.meets])).toEqual([
      [{ prefill: 2, decode: 2 }, false],
      [{ prefill: 3, decode: 1 }, false],
    ]);
    expect(sensitivity).toEqual({ slowdown: 1, growth: 1 });
  });

  it('stays the best until its GPU costs as much more as the next one does', () => {
    const bench = needing({ big: { prefill: 1, decode: 1 }, small: { prefill: 2, decode: 2 } });
    const { best, priceMayRise, choices } = planned([BIG, SMALL], bench).answers[0]!;
    expect(choices.map(({ engine, usdPerHour }) => [engine, usdPerHour])).toEqual([
      ['small', 8],
      ['big', 12],
    ]);
    expect([best!.engine, priceMayRise]).toEqual(['small', 1.5]);
    expect(planned([BIG, SMALL], bench, { objective: 'gpus' }).answers[0]).not.toHaveProperty('priceMayRise');
    expect(planned([SMALL], bench).answers[0]).not.toHaveProperty('priceMayRise');
  });

  it('of equal cost is that of fewer GPUs, and then the surer one', () => {
    const even: Engine = { ...BIG, engine: 'even', usdPerGpuHour: 1 };
    const equal = needing({ even: { prefill: 1, decode: 1 }, small: { prefill: 1, decode: 1 } });
    expect(planned([even, { ...SMALL, usdPerGpuHour: 2 }], equal).answers[0]!.best!.gpus).toBe(2);
    const sure = fakeBench(({ engine }) => (engine === 'sure' ? 0.99 : 0.96));
    const [plain, surer] = ['plain', 'sure'].map((engine): Engine => ({ ...SMALL, engine }));
    expect(planned([plain!, surer!], sure).answers[0]!.best!.engine).toBe('sure');
  });

  it('of an engine without a price comes after those with one', () => {
    const { usdPerGpuHour: _, ...unpriced } = SMALL;
    const bench = needing({ big: { prefill: 4, decode: 4 }, small: { prefill: 1, decode: 1 } });
    expect(planned([unpriced, BIG], bench).answers[0]!.best!.engine).toBe('big');
    expect(planned([unpriced, BIG], bench, { objective: 'gpus' }).answers[0]!.best!.engine).toBe('small');
  });
});

describe('no plan', () => {
  it('is said where nothing keeps the promise, with a reason for each engine', () => {
    const { answers, seen } = planned(
      [BIG, SMALL],
      fakeBench(() => 0.1),
    );
    expect(answers[0]!.best).toBeUndefined();
    expect(answers[0]!.refused.map(({ engine }) => engine)).toEqual(['big', 'small']);
    expect(answers[0]!.choices).toEqual([]);
    expect(seen).toEqual([]);
  });

  it('of one engine does not hide that of another', () => {
    const bench = needing({ big: { prefill: 99, decode: 99 }, small: { prefill: 1, decode: 1 } });
    const { best, refused } = planned([BIG, SMALL], bench).answers[0]!;
    expect([best!.engine, refused.map(({ engine }) => engine)]).toEqual(['small', ['big']]);
  });
});

describe('what the search found', () => {
  /** Seeds of the check, or the given traffic, need more decode workers than the seeds of the search. */
  const lucky = (more: number) =>
    fakeBench(({ counts }, { seed }) =>
      counts.prefill! >= 2 && counts.decode! >= 2 + (seed > 2 ? more : 0) ? 1 : 0.9,
    );

  it('is too few where it fails on other seeds, and the search goes on', () => {
    const { best } = planned([SMALL], lucky(2)).answers[0]!;
    expect(best!.deployment.counts).toEqual({ prefill: 2, decode: 4 });
  });

  it('is too few where it fails on the traffic as given', () => {
    const given = fakeBench(({ counts }) => (counts.decode! >= 3 ? 1 : 0.9));
    const { best } = planned([SMALL], needing({ small: { prefill: 2, decode: 2 } }), { given }).answers[0]!;
    expect(best!.deployment.counts).toEqual({ prefill: 2, decode: 3 });
  });

  it('is too many where a worker less keeps the promise on other seeds', () => {
    const bench = fakeBench(({ counts }, { seed }) =>
      counts.prefill! + counts.decode! >= (seed <= 2 ? 6 : 4) ? 1 : 0.9,
    );
    const { best } = planned([SMALL], bench, { given: fakeBench(() => 1) }).answers[0]!;
    expect(best!.gpus).toBe(4);
  });

  it('is not given up for a worker less that fails on the traffic as given', () => {
    const bench = fakeBench(({ counts }, { seed }) => (counts.decode! >= (seed <= 2 ? 3 : 2) ? 1 : 0.9));
    const given = fakeBench(({ counts }) => (counts.decode! >= 3 ? 1 : 0.9));
    const { best } = planned([SMALL], bench, { given }).answers[0]!;
    expect(best?.deployment.counts).toEqual({ prefill: 1, decode: 3 });
  });

  it('that never passes its check is no plan', () => {
    const bench = fakeBench((_, { seed }) => (seed <= 2 ? 1 : 0.9));
    expect(planned([SMALL], bench).answers[0]!.best).toBeUndefined();
  });
});

describe('the runs behind an answer', () => {
  it('are counted and heard, one by one, but those that tell how much it bears', () => {
    const bench = needing({ small: { prefill: 2, decode: 2 } });
    let heard = 0;
    const question = { spec: specOf(), promises: { sla: SLA }, engines: [SMALL], seeds: SEEDS };
    const { runs } = planOn(question, { other: bench, given: bench }, () => heard++);
    expect(heard).toBe(runs);
    const plain = bench.asked.filter(({ options }) => !('slowdown' in options) && !('growth' in options));
    expect(plain).toHaveLength(runs);
  });

  it('show every deployment that was run on all seeds of the search, with its cost', () => {
    const { seen } = planned([SMALL], needing({ small: { prefill: 2, decode: 2 } }));
    expect(seen.length).toBeGreaterThan(1);
    for (const { deployment, gpus, usdPerHour, attainment } of seen) {
      const { prefill, decode } = deployment.counts;
      expect([gpus, usdPerHour]).toEqual([prefill! + decode!, 2 * (prefill! + decode!)]);
      expect(attainment['sla']).toBeCloseTo(prefill! >= 2 && decode! >= 2 ? 1 : 0.9, 12);
    }
  });

  it('of two promises are shared, and each has its own answer', () => {
    const bench = fakeBench(({ counts }) => (counts.decode! >= 2 ? 1 : 0.9), ['quick', 'slow']);
    const question = {
      spec: specOf(),
      promises: { quick: SLA, slow: { ttft_ms: 900 } },
      engines: [SMALL],
      seeds: SEEDS,
    };
    const { answers } = planOn(question, { other: bench, given: bench });
    expect(answers.map(({ promise, sla, best }) => [promise, sla.ttft_ms, best!.gpus])).toEqual([
      ['quick', 100, 3],
      ['slow', 900, 3],
    ]);
  });
});
