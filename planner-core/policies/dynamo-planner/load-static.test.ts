import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptimizationTarget, Side } from './config.js';
import { staticVerdict } from './load-static.js';
import { holding, pair, queued, type SituationChoice, situationWith } from './testing/situations.js';

const UP = { desired: 3 };
const DOWN = { desired: 1 };
const STAY = { desired: 2 };
const SAME = { reason: 'no_change' };
const UNKNOWN = { reason: 'insufficient_data' };

function verdict(side: Side, optimizationTarget: OptimizationTarget, choice: SituationChoice) {
  return staticVerdict(situationWith({ ...choice, config: { optimizationTarget, ...choice.config } }), side);
}

// contexts of 10,000 tokens, a cache of 100,000
describe('prefill by its queue, in contexts', () => {
  it.each<[OptimizationTarget, number[], object]>([
    ['throughput', [10_000, 0], UP],
    ['throughput', [9999, 9999], SAME],
    ['throughput', [999, 999], DOWN],
    ['throughput', [1000, 0], SAME],
    ['latency', [1000, 0], UP],
    ['latency', [999, 999], SAME],
    ['latency', [0, 0], DOWN],
    ['latency', [1, 0], SAME],
  ])('%s at %j', (target, queues, answer) => {
    expect(verdict('prefill', target, { prefill: queued(...queues) })).toEqual(answer);
  });
});

describe('decode by its KV cache', () => {
  it.each<[OptimizationTarget, number[], object]>([
    ['throughput', [100_001, 0], UP],
    ['throughput', [100_000, 100_000], SAME],
    ['throughput', [60_000, 0], SAME],
    ['throughput', [49_999, 49_999], DOWN],
    ['throughput', [59_999, 59_999], STAY],
    ['latency', [40_001, 0], UP],
    ['latency', [40_000, 40_000], SAME],
    ['latency', [9999, 9999], DOWN],
    ['latency', [10_000, 0], SAME],
  ])('%s at %j', (target, tokens, answer) => {
    expect(verdict('decode', target, { decode: holding(...tokens) })).toEqual(answer);
  });

  it('counts what waits for a place', () => {
    const waiting = holding(90_000, 0).map((worker) => ({ ...worker, queuedDecodeKvTokens: 20_000 }));
    expect(verdict('decode', 'throughput', { decode: waiting })).toEqual(UP);
  });

  it('of an aggregated worker counts queued prompts too, of a decode worker not', () => {
    const both = holding(90_000, 0).map((worker) => ({ ...worker, queuedPrefillTokens: 20_000 }));
    expect(verdict('decode', 'throughput', { decode: both, config: { mode: 'agg' } })).toEqual(UP);
    expect(verdict('decode', 'throughput', { decode: both })).toEqual(SAME);
  });
});

describe('thresholds of one’s own', () => {
  const tokens = { prefillScaleUpQueueTokens: 5000, prefillScaleDownQueueTokens: 100 };
  const shares = { decodeScaleUpKvRate: 80, decodeScaleDownKvRate: 20 };

  it.each([
    [[5000, 0], UP],
    [[4999, 4999], SAME],
    [[100, 100], DOWN],
    [[101, 0], SAME],
  ])('prefill in tokens, both ends included: %j', (queues, answer) => {
    expect(verdict('prefill', 'load', { prefill: queued(...queues), config: tokens })).toEqual(answer);
  });

  it.each([
    [[80_000, 0], UP],
    [[79_999, 0], SAME],
    [[20_000, 20_000], DOWN],
    [[20_001, 0], SAME],
  ])('decode in percent, both ends included: %j', (held, answer) => {
    expect(verdict('decode', 'load', { decode: holding(...held), config: shares })).toEqual(answer);
  });

  it('that are not set say nothing', () => {
    expect(verdict('prefill', 'load', { prefill: queued(0) })).toEqual(UNKNOWN);
    const half = { prefillScaleUpQueueTokens: 5000 };
    expect(verdict('prefill', 'load', { prefill: queued(0), config: half })).toEqual(UNKNOWN);
    expect(verdict('decode', 'load', { decode: holding(0), config: tokens })).toEqual(UNKNOWN);
  });
});

describe('a worker goes', () => {
  it('only if the others stay below the upper threshold with its load', () => {
    // 0.55 of the cache on each of two would be 1.1 on one
    const half = { decode: holding(55_000, 55_000) };
    expect(verdict('decode', 'throughput', half)).toEqual(STAY);
    expect(verdict('decode', 'throughput', { ...half, config: { release: '1.4.2' } })).toEqual(DOWN);
  });

  it('judged by the fullest', () => {
    expect(verdict('decode', 'throughput', { decode: holding(55_000, 0) })).toEqual(STAY);
  });

  it('not the last, unless others are on their way', () => {
    const last = { ready: pair(1, 1), decode: holding(0) };
    expect(verdict('decode', 'throughput', last)).toEqual(SAME);
    expect(verdict('decode', 'throughput', { ...last, pending: pair(0, 1) })).toEqual({ desired: 1 });
  });

  it('never below the minimum', () => {
    expect(verdict('decode', 'throughput', { decode: holding(0, 0), config: { minEndpoint: 2 } })).toEqual(STAY);
  });
});

describe('what is not known', () => {
  it.each<[string, Side, SituationChoice]>([
    ['nobody reports', 'decode', {}],
    ['nobody is ready', 'decode', { ready: pair(0, 0), decode: holding(5) }],
    ['no cache size', 'decode', { decode: holding(5), setting: { limits: {} } }],
    ['no context length', 'prefill', { prefill: queued(5), setting: { limits: {} } }],
  ])('%s', (_what, side, choice) => {
    expect(verdict(side, 'throughput', choice)).toEqual(UNKNOWN);
  });

  it('the target `sla` is none of this', () => {
    expect(verdict('decode', 'sla', { decode: holding(5, 5) })).toEqual(UNKNOWN);
  });

  it('an engine that tells nothing carries nothing', () => {
    expect(verdict('decode', 'throughput', { decode: [{ id: 'a' }, { id: 'b' }] })).toEqual(DOWN);
  });
});

it('moves by one at most, and never down on more load', () => {
  const tokens = fc.integer({ min: 0, max: 120_000 });
  fc.assert(
    fc.property(tokens, tokens, tokens, (a, b, more) => {
      const desired = (first: number, second: number) =>
        verdict('decode', 'throughput', { decode: holding(first, second) }).desired ?? 2;
      expect(Math.abs(desired(a, b) - 2)).toBeLessThanOrEqual(1);
      expect(desired(a + more, b)).toBeGreaterThanOrEqual(desired(a, b));
    }),
  );
});
