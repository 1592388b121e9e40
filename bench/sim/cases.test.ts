/** The measured clusters are what their names say, and a measurement is a whole run. */
import { describe, expect, it } from 'vitest';
import { aggregated, benchInput, benchPool, disaggregated, measure, poisson, sizedByTraffic } from './cases.js';

describe('requests', () => {
  const drawn = (count: number, workers: number) => [...poisson(count, workers).requests];

  it('come ten a second and worker, in order, equally long', () => {
    const requests = drawn(1000, 4);
    const last_s = requests.at(-1)!.arrival_s;
    expect(1000 / last_s / 40).toBeGreaterThan(0.9);
    expect(1000 / last_s / 40).toBeLessThan(1.1);
    requests.forEach(({ id, arrival_s, inputTokens, outputTokens }, i) => {
      expect([id, inputTokens, outputTokens]).toEqual([i, 512, 128]);
      if (i > 0) expect(arrival_s).toBeGreaterThan(requests[i - 1]!.arrival_s);
    });
  });

  it('are the same every time; for more workers they come faster', () => {
    const [one, again, ten] = [drawn(50, 1), drawn(50, 1), drawn(50, 10)];
    expect(again).toEqual(one);
    one.forEach(({ arrival_s }, i) => expect(ten[i]!.arrival_s).toBeCloseTo(arrival_s / 10, 9));
  });
});

describe('a measurement', () => {
  it('ends every request; both engines agree on what happened', () => {
    const [leaping, stepping] = (['leaping', 'stepping'] as const).map(
      (engine) => measure(aggregated(engine), poisson(40, 1)).summary,
    );
    expect(leaping!.requests).toMatchObject({ offered: 40, completed: 40, unfinished: 0 });
    expect(stepping!.tokens).toEqual(leaping!.tokens);
    expect(stepping!.ttft_ms!.p50 / leaping!.ttft_ms!.p50).toBeCloseTo(1, 3);
  });

  it('of a cluster with a planner keeps its size', () => {
    const { summary } = measure(disaggregated('leaping', 1), poisson(700, 1));
    expect(summary.scaling).toMatchObject({ max_workers_by_role: { prefill: 1, decode: 1 } });
    expect(summary.scaling.scale_ups + summary.scaling.scale_downs).toBe(0);
  });

  it('that leaves requests open fails', () => {
    const input = benchInput('leaping', { aggregated: benchPool({}) }, sizedByTraffic(1));
    expect(() => measure({ ...input, drainLimit_s: 0 }, poisson(20, 1))).toThrow('requests did not end');
  });
});
