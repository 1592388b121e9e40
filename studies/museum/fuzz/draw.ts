/** Random small scenarios as fast-check sees them: traffic shapes, pools, startups, faults, intervals, bounds. Each shrinks towards nothing happening. */
import type { Arbitrary } from 'fast-check';
import type { Bounds } from '../../../planner-core/index.js';

type FastCheck = typeof import('fast-check');

/** A scenario but for its planner, as plain data, and the room its planner is given. */
export interface DrawnScenario {
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly interval_s: number;
  readonly bounds: Bounds;
}

const PROFILE = 'qwen3-32b-fp8_h100_sxm_vllm_tp1';

/** Scenarios of a few minutes; fast-check is given, for only the fuzzer loads it. */
export function drawScenario(fc: FastCheck): Arbitrary<DrawnScenario> {
  const drawn = fc.record({
    traffic: traffic(fc),
    prefill: pool(fc),
    decode: pool(fc),
    faults: fc.array(fault(fc), { maxLength: 3 }),
    interval_s: fc.constantFrom(10, 5, 15, 30, 60),
    min: fc.constantFrom(1, 0, 2),
    room: fc.integer({ min: 3, max: 30 }),
  });
  return drawn.map(({ traffic, prefill, decode, faults, interval_s, min, room }) => ({
    interval_s,
    bounds: { min, max: min + room },
    scenario: {
      seed: 1,
      traffic,
      cluster: {
        mode: 'disaggregated',
        prefill: { ...prefill, replicas: Math.max(min, prefill.replicas) },
        decode: { ...decode, replicas: Math.max(min, decode.replicas) },
      },
      faults,
      sla: { ttft_ms: 1000, tpot_ms: 35 },
      run: { timeline_interval_s: 5, drain_limit_s: 600 },
    },
  }));
}

/** Minutes of traffic whose rate changes at most twice; simplest is a minute of one request in two seconds. */
function traffic(fc: FastCheck) {
  const rps = fc.integer({ min: 1, max: 30 }).map((halves) => halves / 2);
  return fc
    .record({
      minutes: fc.integer({ min: 1, max: 10 }),
      first: rps,
      later: fc.array(fc.record({ share: fc.integer({ min: 1, max: 9 }), rps: fc.oneof(rps, fc.constant(0)) }), {
        maxLength: 2,
      }),
      process: fc.constantFrom('constant', 'poisson'),
      input_tokens: fc.integer({ min: 1, max: 32 }).map((blocks) => blocks * 250),
      output_tokens: fc.integer({ min: 1, max: 16 }).map((blocks) => blocks * 50),
    })
    .map(({ minutes, first, later, process, input_tokens, output_tokens }) => ({
      format: 'generated',
      generator: {
        duration_s: minutes * 60,
        arrivals: { process },
        rate: [
          { from_s: 0, rps: first },
          ...distinct(later).map(({ share, rps }) => ({ from_s: share * minutes * 6, rps })),
        ],
        input_tokens,
        output_tokens,
      },
    }));
}

function distinct<T extends { readonly share: number }>(steps: readonly T[]): T[] {
  return [...new Map(steps.map((step) => [step.share, step])).values()].sort((a, b) => a.share - b.share);
}

function pool(fc: FastCheck) {
  return fc
    .record(
      {
        replicas: fc.integer({ min: 1, max: 4 }),
        startup: fc.constantFrom(60, 0, 10, 120, 300),
        queue: fc.constantFrom('per_worker', 'pooled'),
        drain: fc.constantFrom('wait', 'redirect', 'immediate'),
      },
      { requiredKeys: ['replicas', 'startup', 'queue'] },
    )
    .map((fields) => ({ profile: PROFILE, ...fields }));
}

function fault(fc: FastCheck) {
  const role = fc.constantFrom('prefill', 'decode');
  const at_s = fc.integer({ min: 0, max: 30 }).map((steps) => steps * 20);
  const duration_s = fc.integer({ min: 1, max: 15 }).map((steps) => steps * 20);
  const kind = <K extends string>(name: K, fields: Record<string, Arbitrary<unknown>>) =>
    fc.record({ kind: fc.constant(name), at_s, ...fields });
  return fc.oneof(
    kind('metrics_lost', { duration_s, engines: fc.boolean() }),
    kind('metrics_frozen', { duration_s }),
    kind('late_scrape', { duration_s, delay_s: fc.integer({ min: 1, max: 30 }) }),
    kind('metrics_scaled', { duration_s, factor: fc.constantFrom(2, 0.1, 50) }),
    kind('metrics_capped', { duration_s, most: fc.integer({ min: 0, max: 100 }) }),
    kind('worker_crash', { role }),
    kind('slow_worker', { role, duration_s, factor: fc.constantFrom(2, 10) }),
    kind('replicas_edit', { role, replicas: fc.integer({ min: 0, max: 8 }) }),
    kind('orders_lost', { role, duration_s }),
  );
}
