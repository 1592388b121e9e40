import { describe, expect, it } from 'vitest';
import { smallScenario } from '../testing/index.js';
import { runTrial } from '../trial/trial.js';
import { type Deployment, deployed } from './deployment.js';
import { Bench } from './measure.js';

const ENGINE = 'llama-3.1-8b-fp8_h200_sxm_vllm_tp1';
const AT: Deployment = { engine: ENGINE, mode: 'disaggregated', counts: { prefill: 1, decode: 1 } };
const WHOLE = { seed: 1, hopelessBelow: 0 };
const SHORT = ['traffic.generator.duration_s=10'];

function bench(promises: ConstructorParameters<typeof Bench>[1], set: readonly string[] = SHORT) {
  return new Bench(smallScenario(set), promises);
}

describe('a run on the bench', () => {
  it('keeps the promise as the run of that scenario does', () => {
    const sla = { ttft_ms: 25, tpot_ms: 50 };
    const loaded = smallScenario([...SHORT, 'sla={ ttft_ms: 25, tpot_ms: 50 }', 'seed=3']);
    const { attainment, goodput } = runTrial({ ...loaded, scenario: deployed(loaded.scenario, AT) });
    const { kept, hopeless } = bench({ sla }).measure(AT, { ...WHOLE, seed: 3 });
    expect(kept['sla']!.attainment).toBeCloseTo(attainment.overall!, 12);
    expect(kept['sla']!.ttft).toBeCloseTo(attainment.ttft!, 12);
    expect(kept['sla']!.tpot).toBeCloseTo(attainment.tpot!, 12);
    expect(kept['sla']!.goodRequestsPerSecond).toBeCloseTo(goodput.requests_per_s, 9);
    expect(hopeless).toBe(false);
  });

  it('answers for every promise at once', () => {
    const { kept } = bench({ all: { ttft_ms: 1e6 }, none: { ttft_ms: 0.001 }, late: { tpot_ms: 0.001 } }).measure(
      AT,
      WHOLE,
    );
    expect([kept['all']!.attainment, kept['none']!.attainment, kept['late']!.attainment]).toEqual([1, 0, 0]);
    expect(kept['none']).toMatchObject({ ttft: 0, tpot: 1, goodRequestsPerSecond: 0 }); // no TPOT was promised
  });

  it('is the same twice, and another one on another seed', () => {
    const one = bench({ sla: { ttft_ms: 25 } }, [...SHORT, 'traffic.generator.arrivals={ process: poisson }']);
    expect(one.measure(AT, WHOLE)).toEqual(one.measure(AT, WHOLE));
    expect(one.measure(AT, { ...WHOLE, seed: 2 }).tail).not.toEqual(one.measure(AT, WHOLE).tail);
  });

  it('tells the latencies that the asked share stays within', () => {
    const { tail } = bench({ sla: {} }).measure(AT, WHOLE);
    const { ttft_ms, tpot_ms } = runTrial(smallScenario(SHORT));
    expect(tail.ttft_ms).toBeGreaterThanOrEqual(ttft_ms!.p90);
    expect(tail.ttft_ms).toBeLessThanOrEqual(ttft_ms!.max);
    expect(tail.tpot_ms).toBeLessThanOrEqual(tpot_ms!.max);
  });

  it('counts each class of requests by itself', () => {
    const classes = `traffic.generator={ duration_s: 10, rate: [{ from_s: 0, rps: 5 }], classes: [
      { name: brief, share: 0.5, input_tokens: 50, output_tokens: 10 },
      { name: long, share: 0.5, input_tokens: 4000, output_tokens: 10 }] }`;
    const { kept } = bench({ sla: { ttft_ms: 40 } }, [classes]).measure(AT, WHOLE);
    expect(Object.keys(kept['sla']!.byClass)).toEqual(['brief', 'long']);
    expect(kept['sla']!.byClass['brief']).toBeGreaterThan(kept['sla']!.byClass['long']!);
  });
});

describe('a run under strain', () => {
  it('by slower engines takes as much longer', () => {
    const one = bench({ sla: {} });
    const [plain, slowed] = [one.measure(AT, WHOLE).tail, one.measure(AT, { ...WHOLE, slowdown: 2 }).tail];
    expect(slowed.tpot_ms / plain.tpot_ms).toBeCloseTo(2, 1);
  });

  it('by more traffic has more to serve, in the same time', () => {
    const one = bench({ sla: { ttft_ms: 1e6 } });
    const [plain, grown] = [one.measure(AT, WHOLE), one.measure(AT, { ...WHOLE, growth: 3 })];
    expect(grown.kept['sla']!.goodRequestsPerSecond / plain.kept['sla']!.goodRequestsPerSecond).toBeCloseTo(3, 0);
  });

  it('grows also where the scenario scales its traffic by itself', () => {
    const scaled = (rate_scale: string) =>
      bench({ sla: { ttft_ms: 1e6 } }, [...SHORT, `traffic.rate_scale=${rate_scale}`]).measure(AT, {
        ...WHOLE,
        growth: 2,
      });
    expect(scaled('1.5').kept).toEqual(scaled('{ factor: 1.5 }').kept);
  });
});

describe('a run without hope', () => {
  const hopeless = ['traffic.generator.rate=[{ from_s: 0, rps: 400 }]', 'traffic.generator.duration_s=30'];

  it('ends early, with what is still possible as its share', () => {
    const one = bench({ sla: { ttft_ms: 1 } }, hopeless);
    one.measure(AT, WHOLE); // from now on the number of requests is known
    const { hopeless: isHopeless, kept } = one.measure(AT, { ...WHOLE, hopelessBelow: 0.9 });
    expect(isHopeless).toBe(true);
    expect(kept['sla']!.attainment).toBeLessThan(0.9);
    expect(kept['sla']!.attainment).toBeGreaterThanOrEqual(0);
  });

  it('goes on as long as one promise can be kept', () => {
    const one = bench({ never: { ttft_ms: 1 }, always: { ttft_ms: 1e9 } }, hopeless);
    one.measure(AT, WHOLE);
    expect(one.measure(AT, { ...WHOLE, hopelessBelow: 0.9 }).hopeless).toBe(false);
  });
});
