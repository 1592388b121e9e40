import { describe, expect, it } from 'vitest';
import { LogHistogram, summarySchema } from '../../reports/index.js';
import { AGGREGATED, smallScenario } from '../testing/index.js';
import { FRESH_SOURCES } from './sources.js';
import { measurePrepared, measureTrial, prepareTrial, runTrial } from './trial.js';

const TENTH = ['traffic.generator.duration_s=6', 'traffic.generator.arrivals={ process: constant }'];

describe('a trial', () => {
  it('serves the traffic of its scenario, and its figures have their published shape', () => {
    const summary = runTrial(smallScenario(TENTH));
    expect(summarySchema.parse(summary)).toEqual(summary);
    expect(summary.requests.offered).toBe(29); // every 0.2 s, the first after 0.2 s, none at the end
    expect(summary.requests.completed).toBe(29);
    expect(summary.tokens).toMatchObject({ input: 29 * 500, output: 29 * 50, delivered: 29 * 50 });
    expect(summary.sla).toEqual({ ttft_ms: 500, tpot_ms: 50 });
    expect(summary.attainment.overall).toBe(1);
  });

  it('pays for every worker from the start to the end of the run', () => {
    const { gpu_hours, cost, simulation } = runTrial(
      smallScenario([...TENTH, 'prices={ usd_per_gpu_hour: 3, as_of: 2026-01-01, source: made }']),
    );
    expect(gpu_hours.total).toBeCloseTo((2 * simulation!.simulated_s) / 3600, 12);
    expect(cost!.usd).toBeCloseTo(3 * gpu_hours.total, 12);
  });

  it('is the same twice, and another one with another seed', () => {
    const poisson = ['traffic.generator.duration_s=6', 'traffic.generator.arrivals={ process: poisson }'];
    const first = runTrial(smallScenario(poisson));
    expect(runTrial(smallScenario(poisson))).toEqual(first);
    expect(runTrial(smallScenario([...poisson, 'seed=2'])).event_log_sha256).not.toBe(first.event_log_sha256);
  });

  it('gives the figures of both engines alike', () => {
    const { simulation: _leapt, ...leaping } = runTrial(smallScenario(TENTH));
    const { simulation: _stepped, ...stepping } = runTrial(smallScenario([...TENTH, 'run.engine=stepping']));
    expect(stepping.requests).toEqual(leaping.requests);
    expect(stepping.ttft_ms!.mean).toBeCloseTo(leaping.ttft_ms!.mean, 6);
  });

  it('runs in one pool as well as in two', () => {
    expect(runTrial(smallScenario([...TENTH, ...AGGREGATED])).scaling.max_workers_by_role).toEqual({ aggregated: 1 });
  });

  it('tells its events to whoever listens too', () => {
    let [ends, runEnds] = [0, 0];
    const { requests } = runTrial(smallScenario(TENTH), { requestEnd: () => ends++, runEnd: () => runEnds++ });
    expect([ends, runEnds]).toEqual([requests.offered, 1]);
  });

  it('whose traffic holds no request is no trial', () => {
    expect(() => runTrial(smallScenario(['traffic.generator.duration_s=0.1', ...TENTH.slice(1)]))).toThrow(
      expect.objectContaining({ code: 'HR_TRACE_EMPTY' }),
    );
  });
});

describe('the distributions of a trial', () => {
  it('hold what its figures say', () => {
    const { summary, histograms } = measureTrial(smallScenario(TENTH));
    const ttft = LogHistogram.fromState(histograms.ttft_ms);
    expect(ttft.count).toBe(29);
    expect(ttft.quantile(0.5) * 1000).toBeCloseTo(summary.ttft_ms!.p50, 6);
  });

  it('come from kept inputs as from fresh ones', () => {
    const loaded = smallScenario(TENTH);
    expect(measureTrial(loaded, { sources: FRESH_SOURCES })).toEqual(measureTrial(loaded));
  });
});

describe('a prepared trial', () => {
  it('has everything that the run needs, read and checked', () => {
    const loaded = smallScenario(TENTH);
    const prepared = prepareTrial(loaded);
    expect(prepared.pools.map(([role]) => role)).toEqual(['prefill', 'decode']);
    expect(Object.keys(prepared.prices)).toEqual(['h200_sxm']);
    expect(prepared.causes.hasPlanner).toBe(false);
    expect(measurePrepared(prepared, loaded.scenario.sla).summary).toEqual(runTrial(loaded));
  });

  it('may be judged by another promise than it was made for', () => {
    const loaded = smallScenario(TENTH);
    const { summary } = measurePrepared(prepareTrial(loaded), { ttft_ms: 0.001 });
    expect(summary.attainment.overall).toBe(0);
  });

  it.each([
    ['an unknown engine', 'cluster.prefill.profile=nothing', /^HR_PROFILE_/],
    ['a trace that is not there', 'traffic={ format: mooncake, path: nothing.jsonl }', /^HR_TRACE_/],
    ['a planner without its targets', 'planner={ policy: dynamo-sla, interval_s: 60 }', /^HR_SCENARIO_INVALID$/],
  ])('%s is told before anything runs', (_what, set, code) => {
    expect(() => prepareTrial(smallScenario([set, 'sla={ ttft_ms: 100 }']))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(code) }),
    );
  });
});
