import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile, loadScenario, type PlanSpec, writeProfile } from '../../scenarios/index.js';
import { AGGREGATED, fakeBench, madeMeasure, scenarioFile, smallScenario } from '../testing/index.js';
import { choiceOf, choose, type Engine, enginesOf, refusal } from './choices.js';
import { Evidence } from './evidence.js';

const TP1 = 'llama-3.1-8b-fp8_h200_sxm_vllm_tp1';
const OTHER = 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';
const ENGINE: Engine = { engine: 'e', mode: 'disaggregated', gpusPerWorker: 2, usdPerGpuHour: 3 };

function specOf(fields: Partial<PlanSpec> = {}): PlanSpec {
  return { ...smallScenario().scenario.plan, max_gpus: 16, ...fields };
}

describe('engines to choose from', () => {
  it('are those of the cluster, in its way of serving, where the plan names none', () => {
    expect(enginesOf(smallScenario())).toMatchObject([
      { engine: TP1, mode: 'disaggregated', gpusPerWorker: 1, system: 'h200_sxm' },
    ]);
    expect(enginesOf(smallScenario(AGGREGATED)).map(({ mode }) => mode)).toEqual(['aggregated']);
  });

  it('are every engine of the cluster once', () => {
    const engines = enginesOf(smallScenario([`cluster.decode.profile=${OTHER}`]));
    expect(engines.map(({ engine }) => engine)).toEqual([TP1, OTHER]);
  });

  it('are every engine in every way of serving that the plan names', () => {
    const set = [`plan.engines=[${OTHER}, ${TP1}]`, 'plan.modes=[aggregated, disaggregated]'];
    expect(enginesOf(smallScenario(set)).map(({ engine, mode }) => [engine, mode])).toEqual([
      [OTHER, 'aggregated'],
      [OTHER, 'disaggregated'],
      [TP1, 'aggregated'],
      [TP1, 'disaggregated'],
    ]);
  });

  it('cost what their system costs, by the price list or by the scenario', () => {
    const [listed] = enginesOf(smallScenario());
    expect(listed!.usdPerGpuHour).toBeGreaterThan(0);
    const price = 'prices={ usd_per_gpu_hour: 7, as_of: 2026-01-01, source: made }';
    expect(enginesOf(smallScenario([price]))[0]!.usdPerGpuHour).toBe(7);
  });

  it('each have the price of their own system, and a price for another one is no mistake', () => {
    const own = '{ usd_per_gpu_hour: 7, as_of: 2026-01-01, source: made }';
    const set = [`plan.engines=[${TP1}, ${OTHER}]`, `prices={ by_system: { h200_sxm: ${own} } }`];
    const [h200, h100] = enginesOf(smallScenario(set));
    expect(h200!.usdPerGpuHour).toBe(7);
    expect(h100!.usdPerGpuHour).not.toBe(7);
    expect(h100!.usdPerGpuHour).toBeGreaterThan(0);
  });

  it('that nobody has measured are refused', () => {
    expect(() => enginesOf(smallScenario(['plan.engines=[nothing]']))).toThrow(
      expect.objectContaining({ code: 'HR_PROFILE_NOT_FOUND' }),
    );
  });

  it('without a system have no price', () => {
    const path = scenarioFile();
    const { system: _, ...profile } = loadProfile(TP1, (name) => name).profile;
    writeProfile(join(dirname(path), 'own.json'), profile);
    const [engine] = enginesOf(loadScenario(path, ['plan.engines=[own.json]']));
    expect(engine).not.toHaveProperty('usdPerGpuHour');
    expect(engine).not.toHaveProperty('system');
  });
});

describe('the choice of an engine', () => {
  const bench = fakeBench(({ counts }) => (counts.prefill! >= 2 && counts.decode! >= 3 ? 1 : 0.9));
  const choice = (max_gpus: number, tooFew: ReadonlySet<string> = new Set()) => {
    const spec = specOf({ max_gpus });
    return choose(ENGINE, 'sla', spec, new Evidence(bench, spec), [1, 2], tooFew);
  };

  it('is its smallest deployment that keeps the promise, with what it costs', () => {
    expect(choice(16)).toMatchObject({
      engine: 'e',
      deployment: { engine: 'e', mode: 'disaggregated', counts: { prefill: 2, decode: 3 } },
      gpus: 10,
      usdPerHour: 30,
      standing: { meets: true, runs: 2 },
    });
  });

  it('just fits into the GPUs there are, or is none', () => {
    expect(choice(10)?.gpus).toBe(10);
    expect(choice(9)).toBeUndefined();
    expect(choice(1)).toBeUndefined();
  });

  it('has no cost in dollars where nobody knows the price', () => {
    const { usdPerGpuHour: _, ...unpriced } = ENGINE;
    const deployment = { engine: 'e', mode: 'disaggregated', counts: { prefill: 1, decode: 1 } } as const;
    const standing = new Evidence(bench, specOf()).standing(deployment, 'sla', [1]);
    expect(choiceOf(unpriced, deployment, standing)).not.toHaveProperty('usdPerHour');
    expect(choiceOf(unpriced, deployment, standing)).toMatchObject({ gpus: 4 });
  });
});

describe('an engine is ruled out because', () => {
  const promises = { sla: { ttft_ms: 50, tpot_ms: 5 } };
  const because = (bench: Parameters<typeof refusal>[4], fields: Partial<PlanSpec> = {}, own = promises) =>
    refusal(ENGINE, 'sla', own, specOf(fields), bench, 1);

  it('not even one worker of each role fits', () => {
    const bench = fakeBench(() => 1);
    expect(because(bench, { max_gpus: 3 })).toBe('one worker of each role takes 4 GPUs, more than 3');
    expect(bench.asked).toEqual([]);
  });

  it('the load is too much: alone a request keeps the promise', () => {
    const bench = fakeBench(() => 0.95);
    expect(because(bench)).toBe('16 GPUs do not carry the load within the promise');
    expect(bench.asked).toHaveLength(1);
    expect(bench.asked[0]).toMatchObject({
      deployment: { counts: { prefill: 4, decode: 4 } },
      options: { hopelessBelow: 0 },
    });
    expect(bench.asked[0]!.options.growth).toBeLessThan(0.1);
  });

  const late = (ttft_ms: number, tpot_ms: number) => ({
    measure: () => ({ ...madeMeasure(0.4), tail: { ttft_ms, tpot_ms } }),
  });

  it.each([
    [60, 4, 'an unloaded TTFT of up to 60 ms, promised 50 ms'],
    [50, 6, 'an unloaded TPOT of up to 6 ms, promised 5 ms'],
    [60.4, 9.6, 'an unloaded TTFT of up to 60 ms, promised 50 ms and an unloaded TPOT of up to 10 ms, promised 5 ms'],
  ])('it is too slow by itself: TTFT %d ms, TPOT %d ms', (ttft_ms, tpot_ms, text) => {
    expect(because(late(ttft_ms, tpot_ms))).toBe(`too slow without any load: 95.0 % of the requests have ${text}`);
  });

  it('too few keep the promise, though no bound by itself says so', () => {
    expect(because(late(50, 5))).toBe('even without load, 40.0 % of the requests keep the promise');
    expect(because(late(500, 500), {}, { sla: { e2e_ms: 100 } } as never)).toContain('even without load, 40.0 %');
  });
});
