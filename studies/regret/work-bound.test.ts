import { describe, expect, it } from 'vitest';
import { leastGpuSeconds } from '../../planner-core/index.js';
import { madeSummary, smallScenario } from '../testing/index.js';
import { prepareTrial } from '../trial/trial.js';
import { workBoundOf } from './work-bound.js';

const PRICE = 'prices={ usd_per_gpu_hour: 3, as_of: 2026-01-01, source: made }';
const OTHER = 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';
const prepared = (set: readonly string[] = [PRICE]) => prepareTrial(smallScenario(set));
/** 1000 requests of 100 and 10 tokens. */
const SUMMARY = madeSummary({ offered: 1000 });

describe('the work bound', () => {
  it('is the work of every role at its best measured rate', () => {
    const { pools } = prepared();
    const least_s = pools.map(([role, [first]]) =>
      leastGpuSeconds(role, { profile: first!.profile, replicas: 0 }, { requests: 1000, isl: 100, osl: 10 }),
    );
    const { gpu_hours, usd, missed } = workBoundOf(SUMMARY, prepared());
    expect(gpu_hours).toBeCloseTo((least_s[0]! + least_s[1]!) / 3600, 12);
    expect(usd).toBeCloseTo(3 * gpu_hours, 12);
    expect(missed).toBe(0);
  });

  it('grows with the requests, and falls with prompt tokens that were cached', () => {
    const bound = (summary: typeof SUMMARY) => workBoundOf(summary, prepared()).gpu_hours;
    expect(bound(madeSummary({ offered: 2000 })) / bound(SUMMARY)).toBeCloseTo(2, 9);
    const cached = bound({ ...SUMMARY, prefix_cache: { hit_token_ratio: 0.5 } });
    expect(cached).toBeLessThan(bound(SUMMARY));
  });

  it('takes the cheapest kind of worker for each of its quantities', () => {
    const also = `cluster.decode.also=[{ profile: ${OTHER}, replicas: 1 }]`;
    const [plain, mixed] = [workBoundOf(SUMMARY, prepared()), workBoundOf(SUMMARY, prepared([PRICE, also]))];
    expect(mixed.gpu_hours).toBeLessThanOrEqual(plain.gpu_hours);
    expect(mixed.usd).toBeLessThanOrEqual(plain.usd!);
  });

  it('has no dollars where nobody knows a price', () => {
    expect(workBoundOf(SUMMARY, { ...prepared(), prices: {} })).not.toHaveProperty('usd');
  });
});
