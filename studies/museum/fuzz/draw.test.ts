import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadScenario } from '../../../scenarios/index.js';
import { testFile } from '../../testing/index.js';
import { plannerSection } from '../contestant.js';
import { contestant } from '../line-up.js';
import { type DrawnScenario, drawScenario } from './draw.js';

const DRAWN = fc.sample(drawScenario(fc), { seed: 3, numRuns: 60 });

/** As the fuzzer writes it, loaded. */
function loaded({ scenario, interval_s, bounds }: DrawnScenario) {
  const planner = plannerSection(contestant('hpa', []), interval_s, bounds);
  return loadScenario(testFile('drawn.yaml', stringify({ ...scenario, planner }))).scenario;
}

describe('a drawn scenario', () => {
  it('is one that loads, whatever was drawn', () => {
    for (const drawn of DRAWN) expect(loaded(drawn).planner.policy).toBe('hpa');
  });

  it('has rates that follow each other, and at least the workers that a planner must keep', () => {
    for (const drawn of DRAWN) {
      const { traffic, cluster } = loaded(drawn);
      if (!('generator' in traffic) || !('rate' in traffic.generator) || !Array.isArray(traffic.generator.rate))
        throw new Error('no rate');
      const times = traffic.generator.rate.map(({ from_s }) => from_s);
      expect(new Set(times).size).toBe(times.length);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBe(0);
      if (cluster.mode !== 'disaggregated') throw new Error('one pool');
      for (const { replicas } of [cluster.prefill, cluster.decode]) {
        expect(replicas).toBeGreaterThanOrEqual(drawn.bounds.min);
        expect(replicas).toBeLessThanOrEqual(drawn.bounds.max);
      }
      expect(drawn.bounds.max).toBeGreaterThanOrEqual(drawn.bounds.min + 3);
    }
  });

  it('may have every kind of fault, and every way to drain', () => {
    const many = fc.sample(drawScenario(fc), { seed: 1, numRuns: 400 });
    const kinds = new Set(
      many.flatMap(({ scenario }) => (scenario['faults'] as { kind: string }[]).map(({ kind }) => kind)),
    );
    expect([...kinds].toSorted()).toEqual([
      'late_scrape',
      'metrics_capped',
      'metrics_frozen',
      'metrics_lost',
      'metrics_scaled',
      'orders_lost',
      'replicas_edit',
      'slow_worker',
      'worker_crash',
    ]);
    const drains = new Set(
      many.map(({ scenario }) => (scenario['cluster'] as { prefill: { drain?: string } }).prefill.drain),
    );
    expect(drains).toEqual(new Set([undefined, 'wait', 'redirect', 'immediate']));
  });

  it('shrinks towards a minute in which nothing happens', () => {
    const never = fc.property(drawScenario(fc), () => false);
    const { counterexample } = fc.check(never, { seed: 1, numRuns: 1 });
    const [{ scenario, interval_s, bounds }] = counterexample as [DrawnScenario];
    expect(scenario['faults']).toEqual([]);
    expect(scenario['traffic']).toMatchObject({
      generator: { duration_s: 60, rate: [{ from_s: 0, rps: 0.5 }], input_tokens: 250, output_tokens: 50 },
    });
    expect([interval_s, bounds]).toEqual([10, { min: 1, max: 4 }]);
  });

  it('is the same for the same seed', () => {
    expect(fc.sample(drawScenario(fc), { seed: 3, numRuns: 60 })).toEqual(DRAWN);
  });
});
