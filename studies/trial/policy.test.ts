/** Every field of a `planner` section reaches its policy: decisions on a wave of load change when the field alone does. */
import { describe, expect, it } from 'vitest';
import type { Observation, Policy, PolicyContext } from '../../planner-core/index.js';
import { sampleContext } from '../../planner-core/policies/testing/index.js';
import { exactJson } from '../../reports/index.js';
import { plannerPolicies } from '../../scenarios/index.js';
import { smallScenario } from '../testing/index.js';
import { dynamoConfigOf } from './dynamo-config.js';
import { policyOf } from './policy.js';

const SLA = { ttft_ms: 500, tpot_ms: 50 };
const TICKS = 80;
const WINDOW_S = 10;

/** Known to references: 40 requests in each of the seconds to come. */
const CONTEXT: PolicyContext = {
  ...sampleContext(),
  trafficAhead: (from_s, to_s) => ({
    requests: 40 * Math.max(0, Math.min(600, to_s) - Math.min(600, from_s)),
    inputTokensMean: 1000,
    outputTokensMean: 200,
  }),
};

/** A wave of load, the workers that were ordered a tick ago, and what such workers would show of such a load. */
function observation(tick: number, ordered: Counts): Observation {
  const requests = 160 + 150 * Math.sin(tick / 8) + 10 * Math.sin(3 * tick);
  const seen = (workers: number) => {
    const load = requests / 40 / Math.max(1, workers);
    return {
      queue: Math.round(Math.max(0, load - 0.6) * 20 * workers),
      detail: Array.from({ length: workers }, (_, i) => ({
        id: String(i),
        kvUsage: Math.min(0.98, 0.4 * load + 0.02 * i),
        running: Math.round(20 * Math.min(2, load)),
        queuedRequests: Math.round(Math.max(0, load - 0.8) * 12),
        queuedPrefillTokens: Math.round(Math.max(0, load - 0.8) * 9000),
        queuedDecodeRequests: 0,
        queuedDecodeKvTokens: 0,
        step: { wallTime: 0.02, prefillRequests: 1, prefillTokens: 1000, decodeRequests: 20, decodeKvTokens: 24_000 },
      })),
    };
  };
  const counts = (workers: number) => ({ ready: workers, starting: 0, draining: 0, desired: workers });
  const [prefill, decode] = [seen(ordered.prefill), seen(ordered.decode)];
  return {
    time: WINDOW_S * (tick + 1),
    windowSeconds: WINDOW_S,
    traffic: { requests, arrivals: requests + 5, inputTokensMean: 1000 + 10 * tick, outputTokensMean: 200 },
    latency: { ttft: 0.1 + requests / 1000, itl: 0.01 + requests / 20_000, requestDuration: 3 },
    workers: { prefill: counts(ordered.prefill), decode: counts(ordered.decode) },
    queues: { prefill: prefill.queue, decode: decode.queue },
    workersDetail: { prefill: prefill.detail, decode: decode.detail },
  };
}

interface Counts {
  readonly prefill: number;
  readonly decode: number;
}

/** The policy of a `planner` section in flow YAML. */
function policy(section: string, sla = SLA): Policy {
  const { scenario, resolve } = smallScenario([`planner=${section}`]);
  return policyOf(scenario.planner, sla, dynamoConfigOf(scenario.planner, sla, resolve));
}

/** All that a policy orders over the wave, and why. */
function answers(made: Policy, ticks = TICKS): string {
  const session = made.init(CONTEXT);
  let state = session.initialState;
  let ordered: Counts = { prefill: 2, decode: 2 };
  const decisions = Array.from({ length: ticks }, (_, tick) => {
    const answer = session.tick(state, observation(tick, ordered));
    state = answer.state;
    ordered = { ...ordered, ...answer.decision.targets };
    return answer.decision;
  });
  return exactJson(decisions);
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What a policy's section must have or is tested with, apart by `;`, then fields that must each change what it decides. */
const FIELDS: Readonly<Record<string, readonly [required: string, ...fields: string[]]>> = {
  static: [''],
  'static-peak': ['', 'min_replicas: 7', 'max_replicas: 1'],
  'static-mean': ['', 'min_replicas: 7', 'max_replicas: 1'],
  schedule: [
    'rows: [{ from_s: 0, replicas: { prefill: 2 } }, { from_s: 60, replicas: { decode: 5 } }]',
    'period_s: 90',
  ],
  hpa: [
    '',
    'metric: concurrency',
    'target: 50',
    'tolerance: 0.9',
    'min_replicas: 5',
    'max_replicas: 3',
    'behavior: { scale_up: { stabilization_window_s: 60 } }',
    'behavior: { scale_up: { select_policy: Disabled } }',
    'behavior: { scale_up: { policies: [{ type: Pods, value: 1, period_s: 60 }] } }',
    'behavior: { scale_down: { stabilization_window_s: 0 } }',
    'behavior: { scale_down: { select_policy: Disabled } }',
  ],
  keda: [
    '',
    'target_queue: 50',
    'activation_queue: 40',
    'cooldown_s: 0',
    'tolerance: 0.9',
    'min_replicas: 5',
    'max_replicas: 3',
    'behavior: { scale_up: { select_policy: Disabled } }',
    'behavior: { scale_down: { select_policy: Disabled } }',
  ],
  kpa: [
    'target_concurrency: 2; max_replicas: 60',
    'target_concurrency: 9',
    'stable_window_s: 20',
    'panic_window_percentage: 100',
    'panic_threshold_percentage: 1000',
    'max_scale_up_rate: 1.5',
    'max_scale_down_rate: 1.01',
    'min_replicas: 30',
    'max_replicas: 3',
  ],
  'wva-saturation': [
    '',
    'kv_cache_threshold: 0.2',
    'queue_length_threshold: 1',
    'kv_spare_trigger: 0.7',
    'queue_spare_trigger: 0',
    'min_replicas: 5',
    'max_replicas: 3',
  ],
  'wva-queueing': ['', 'max_batch: 4', 'min_replicas: 5', 'max_replicas: 3'],
  heteroscale: [
    'tokens_per_s_per_gpu: 900',
    'tokens_per_s_per_gpu: 90',
    'prefill_per_decode: 3',
    'scale_out_threshold: 5',
    'scale_in_threshold: 0.9',
    'cooldown_s: 0',
    'min_replicas: 5',
    'max_replicas: 3',
  ],
  tokenscale: ['', 'headroom: 5', 'network_gb_per_s: 0.01', 'min_replicas: 5', 'max_replicas: 3'],
  chiron: ['', 'utilisation: 0.1', 'max_batch: 2', 'min_replicas: 5', 'max_replicas: 3'],
  'last-value': [
    '',
    'forecast: { kind: moving-average, window: 4 }',
    'quantile: 0.999',
    'min_replicas: 5',
    'max_replicas: 1',
  ],
  headroom: [
    '',
    'attainment: 0.5',
    'gpu_budget: 2',
    'forecast: { kind: constant }',
    'min_replicas: 5',
    'max_replicas: 3',
  ],
  oracle: ['', 'min_replicas: 7', 'max_replicas: 2'],
  'perfect-system': ['', 'min_replicas: 7', 'max_replicas: 2'],
  'work-bound': ['', 'min_replicas: 7', 'max_replicas: 2'],
  'dynamo-sla': [
    '',
    'version: 0.4.0',
    'itl_ms: 6',
    'max_gpu_budget: 2',
    'min_endpoint: 3',
    'version: 1.0.2, load_predictor: kalman',
    'no_correction: true',
  ],
  'dynamo-planner': [
    'config: { enable_load_scaling: true }',
    'config: { enable_load_scaling: true, max_gpu_budget: 2 }',
  ],
};

it('the table has every policy', () => {
  expect(Object.keys(FIELDS).sort()).toEqual([...plannerPolicies()].sort());
});

describe.each(Object.entries(FIELDS))('%s', (name, [required, ...fields]) => {
  const section = (...fields: readonly string[]) => `{ policy: ${[name, ...fields.filter(Boolean)].join(', ')} }`;
  const own = required.split('; ');
  const base = section(...own);

  it('is itself, and the same twice', () => {
    expect(policy(base).name).toContain(name.replace('static-', ''));
    expect(answers(policy(base))).toEqual(answers(policy(base)));
  });

  const before = lazily(() => answers(policy(base)));

  it.each(fields)('hears of %s', (field) => {
    const key = field.split(':')[0]!;
    const others = own.filter((one) => !one.startsWith(`${key}:`));
    expect(answers(policy(section(...others, field)))).not.toEqual(before());
  });
});

describe('what the scenario knows beside the section', () => {
  it('targets of dynamo-sla come from the promise where it names none, and from itself where it does', () => {
    const own = policy('{ policy: dynamo-sla, ttft_ms: 300, itl_ms: 30 }');
    expect(answers(policy('{ policy: dynamo-sla }', { ttft_ms: 300, tpot_ms: 30 }))).toEqual(answers(own));
    expect(answers(policy('{ policy: dynamo-sla, ttft_ms: 300, itl_ms: 30 }', { ttft_ms: 1, tpot_ms: 1 }))).toEqual(
      answers(own),
    );
  });

  it.each([{ ttft_ms: 500 }, { tpot_ms: 50 }])('dynamo-sla without both targets is refused: %j', (sla) => {
    const { scenario } = smallScenario(['planner={ policy: dynamo-sla }']);
    expect(() => policyOf(scenario.planner, sla, undefined)).toThrow(
      expect.objectContaining({ code: 'HR_SCENARIO_INVALID', message: expect.stringContaining('TTFT and an ITL') }),
    );
  });

  it('predictors of dynamo-sla look back on as many intervals as it says', () => {
    const at = (kind: string, size: number) =>
      answers(policy(`{ policy: dynamo-sla, load_predictor: ${kind}, load_prediction_window_size: ${size} }`), 9);
    expect(at('arima', 50)).not.toBe(at('arima', 3));
    expect(at('constant', 50)).toBe(at('constant', 3));
  });

  it('a dynamo-planner begins with what its configuration has seen before', () => {
    const { scenario, resolve } = smallScenario(['planner={ policy: dynamo-planner }']);
    const config = dynamoConfigOf(scenario.planner, SLA, resolve)!;
    const cold = policyOf(scenario.planner, SLA, config);
    expect(answers(cold)).toBe(answers(policy('{ policy: dynamo-planner }')));
  });
});
