/** Every policy before loads that last: what all of them owe, whatever their rule. */
import { describe, expect, it } from 'vitest';
import type { Decision, Observation } from '../ports.js';
import { CATALOGUE, type Catalogued, sampleContext } from './testing/index.js';

const INTERVAL_S = 10;
/** They order by the clock, or by a traffic that is told beforehand. */
const BY_THE_CLOCK = new Set(['schedule', 'oracle', 'perfect-system', 'work-bound', 'static-peak', 'static']);
const LIVE = CATALOGUE.filter(([name]) => !BY_THE_CLOCK.has(name));

/** What a cluster of so many ready workers of each role shows at this rate: requests of 1,000 in and 200 out. */
function observedAt(time: number, rate: number, counts: Readonly<Record<'prefill' | 'decode', number>>): Observation {
  const workers = (ready: number) => ({ ready, starting: 0, draining: 0, desired: ready });
  // a prompt takes 55 ms of a worker, an answer 200 steps of about 7 ms
  const prefillUse = (rate * 0.055) / Math.max(1, counts.prefill);
  const running = rate * 200 * 0.007;
  const kvTokens = running * 1100;
  const each = (count: number, i: number) => ({
    id: String(i),
    kvUsage: Math.min(1, kvTokens / count / 400_000),
    running: running / count,
    queuedRequests: 0,
    queuedDecodeRequests: 0,
    queuedPrefillTokens: prefillUse > 1 ? 1000 * rate * (prefillUse - 1) : 0,
    queuedDecodeKvTokens: 0,
    step: {
      wallTime: 0.007,
      prefillRequests: 0,
      prefillTokens: 0,
      decodeRequests: Math.round(running / count),
      decodeKvTokens: Math.round(kvTokens / count),
    },
  });
  const list = (count: number) => Array.from({ length: count }, (_, i) => each(count, i));
  const waiting = prefillUse > 1 ? rate * (prefillUse - 1) * INTERVAL_S : 0;
  return {
    time,
    windowSeconds: INTERVAL_S,
    traffic: {
      requests: rate * INTERVAL_S,
      inputTokensMean: rate > 0 ? 1000 : Number.NaN,
      outputTokensMean: rate > 0 ? 200 : Number.NaN,
    },
    latency: rate > 0 ? { ttft: 0.055, itl: 0.007, requestDuration: 1.5 } : {},
    workers: { prefill: workers(counts.prefill), decode: workers(counts.decode) },
    queues: { prefill: waiting, decode: rate > 0 ? rate / 10 : 0 },
    workersDetail: { prefill: list(counts.prefill), decode: list(counts.decode) },
  };
}

interface Run {
  readonly decisions: readonly Decision[];
  readonly counts: Readonly<Record<'prefill' | 'decode', number>>;
}

/** Ticks of a cluster whose workers are there as soon as they are ordered, at one rate after the other. */
function run(policy: Catalogued[1], rates: readonly number[], start_s = 0): Run {
  const session = policy.init(sampleContext());
  let state = session.initialState;
  let counts = { prefill: 2, decode: 2 };
  const decisions = rates.map((rate, i) => {
    const answer = session.tick(state, observedAt(start_s + INTERVAL_S * (i + 1), rate, counts));
    state = answer.state;
    const { prefill = counts.prefill, decode = counts.decode } = answer.decision.targets;
    counts = { prefill, decode };
    return answer.decision;
  });
  return { decisions, counts };
}
const steady = (rate: number, ticks = 45) => new Array<number>(ticks).fill(rate);

describe.each(LIVE)('%s', (_name, policy, least) => {
  it('does not mind when it was started: only time that passes counts', () => {
    const rates = [...steady(5, 6), ...steady(60, 6), ...steady(2, 6)];
    const targets = (start_s: number) => run(policy, rates, start_s).decisions.map((decision) => decision.targets);
    expect(targets(8_640_000)).toEqual(targets(0));
  });

  it('comes to rest under a load that does not change', () => {
    const { decisions } = run(policy, steady(15));
    const last = decisions.slice(-5).map(({ targets }) => targets);
    const orders = last.map(({ prefill, decode }) => `${prefill ?? 'held'} ${decode ?? 'held'}`);
    // a policy that takes a worker may find that it was one too many: at the most one order to and fro
    expect(new Set(orders).size).toBeLessThanOrEqual(3);
  });

  it('has more workers for much load than for little', () => {
    const [little, much] = [run(policy, steady(2)).counts, run(policy, steady(900)).counts];
    expect(much.prefill + much.decode).toBeGreaterThan(little.prefill + little.decode);
    expect(much.prefill).toBeGreaterThanOrEqual(little.prefill);
    expect(much.decode).toBeGreaterThanOrEqual(little.decode);
  });

  it('lets its workers go when nobody comes any more, to its minimum', () => {
    const busy = run(policy, steady(80, 20));
    const idle = run(policy, [...steady(80, 20), ...steady(0, 60)]);
    expect(idle.counts.decode).toBeLessThanOrEqual(busy.counts.decode);
    expect(idle.counts.decode).toBeLessThanOrEqual(2);
    expect(idle.counts.decode).toBeGreaterThanOrEqual(least);
  });
});
