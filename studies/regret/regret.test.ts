/** Whole splits, simulated. */
import { describe, expect, it } from 'vitest';
import { smallScenario } from '../testing/index.js';
import { runTrial } from '../trial/trial.js';
import { regretOf } from './regret.js';

const STEP = [
  'traffic.generator={ duration_s: 200, rate: [{ from_s: 0, rps: 3 }, { from_s: 60, rps: 40 }, { from_s: 140, rps: 3 }], input_tokens: 1500, output_tokens: 100 }',
  'planner={ policy: hpa, interval_s: 15, metric: concurrency, target: 3, min_replicas: 2, max_replicas: 6 }',
  'cluster.prefill.startup=40',
  'cluster.decode.startup=40',
  'sla={ ttft_ms: 300, tpot_ms: 20 }',
];

describe('a split', () => {
  it('goes from the work bound to what the run was, part by part', async () => {
    const loaded = smallScenario(STEP);
    const actual = runTrial(loaded);
    const told: [number, number][] = [];
    const regret = await regretOf(loaded, actual, (...of) => told.push(of));
    const { bound, parts, trials, ...rest } = regret;
    expect([trials, rest.schema, rest.method]).toEqual([15, 'headroom-regret/1', 'shapley']);
    expect(told).toEqual(Array.from({ length: 15 }, (_, i) => [i + 1, 15]));
    expect(parts.map(({ id }) => id)).toEqual(['whole_workers', 'minimum', 'startup', 'forecast', 'limits']);
    for (const name of ['gpu_hours', 'usd', 'missed'] as const) {
      const sum = parts.reduce((all, part) => all + part[name]!, 0);
      expect(bound[name]! + sum).toBeCloseTo(rest.actual[name]!, 9);
    }
    expect(rest.actual.gpu_hours).toBe(actual.gpu_hours.total);
    expect(bound.gpu_hours).toBeGreaterThan(0);
    expect(parts[0]!.gpu_hours).toBeGreaterThan(0); // nothing goes below the bound
    expect(await regretOf(loaded, actual)).toEqual(regret);
  });

  it('of a scenario without a planner has the parts that it has', async () => {
    const loaded = smallScenario([
      'traffic.generator.duration_s=20',
      'cluster.decode.startup=0',
      'cluster.prefill.startup=0',
    ]);
    const { parts, trials } = await regretOf(loaded, runTrial(loaded));
    expect(parts.map(({ id }) => id)).toEqual(['whole_workers', 'forecast']);
    expect(trials).toBe(1);
  });

  it('needs traffic that is known before the run', async () => {
    const waiting =
      'traffic={ format: closed_loop, generator: { concurrency: 1, requests: 3, input_tokens: 100, output_tokens: 10 } }';
    const loaded = smallScenario([waiting]);
    await expect(regretOf(loaded, runTrial(loaded))).rejects.toMatchObject({ code: 'HR_SCENARIO_INVALID' });
  });
});
