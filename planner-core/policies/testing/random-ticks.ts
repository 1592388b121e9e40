/** Ticks at random: metrics that are absent, not a number, zero or absurd, workers in any state. */
import fc from 'fast-check';
import type { Observation } from '../../index.js';

const INTERVAL_S = 10;

/** Numbers as metrics give them: absent, not a number, zero, small, absurd. */
const metric = (most: number) =>
  fc.oneof(
    fc.constant(undefined),
    fc.constant(Number.NaN),
    fc.constant(0),
    fc.double({ min: 0, max: most, noNaN: true }),
    fc.double({ min: 0, max: 1e12, noNaN: true }),
  );
const count = fc.integer({ min: 0, max: 12 });
const counts = fc.record({
  ready: count,
  starting: fc.integer({ min: 0, max: 3 }),
  draining: fc.integer({ min: 0, max: 2 }),
  desired: count,
});
const tokens = fc.integer({ min: 0, max: 200_000 });
const worker = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    kvUsage: metric(1),
    running: metric(100),
    queuedRequests: metric(50),
    queuedPrefillTokens: tokens,
    queuedDecodeKvTokens: tokens,
    step: fc.record({
      wallTime: fc.double({ min: 0, max: 2, noNaN: true }),
      prefillRequests: fc.integer({ min: 0, max: 4 }),
      prefillTokens: tokens,
      decodeRequests: fc.integer({ min: 0, max: 64 }),
      decodeKvTokens: tokens,
    }),
  },
  { requiredKeys: ['id'] },
);
const perRole = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.record({ prefill: arbitrary, decode: arbitrary }, { requiredKeys: [] });
const fields = fc.record({
  workers: perRole(counts),
  traffic: fc.record({
    requests: metric(1e4),
    arrivals: metric(1e4),
    inputTokensMean: metric(2e4),
    outputTokensMean: metric(2e3),
    kvHitRate: metric(1),
  }),
  latency: fc.record({ ttft: metric(10), itl: metric(1), requestDuration: metric(100) }),
  queues: perRole(metric(1000)),
  workersDetail: perRole(fc.array(worker, { maxLength: 4 })),
});

/** One tick after the other, up to so many. */
export function randomTicks(most: number): fc.Arbitrary<readonly Observation[]> {
  return fc
    .array(fields, { minLength: 1, maxLength: most, size: 'max' })
    .map((ticks) =>
      ticks.map(
        (seen, i) => ({ time: INTERVAL_S * (i + 1), windowSeconds: INTERVAL_S, ...withoutAbsent(seen) }) as Observation,
      ),
    );
}

function withoutAbsent(fields: object): object {
  return JSON.parse(
    JSON.stringify(fields, (_key, value) => (Number.isNaN(value) ? 'NaN' : value)),
    (_key, value) => (value === 'NaN' ? Number.NaN : value),
  ) as object;
}
