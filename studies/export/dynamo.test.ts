import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { DynamoPlannerSpec, DynamoSlaSpec } from '../../scenarios/index.js';
import { shippedProfile, smallScenario } from '../testing/index.js';
import { graphReplicas, plannerConfig, seedPlanner } from './dynamo.js';

const planner = (section: string) => smallScenario([`planner=${section}`]).scenario.planner;
const source = () => ({
  profiles: { prefill: shippedProfile({ gpusPerWorker: 2 }), decode: shippedProfile({ gpusPerWorker: 4 }) },
});
const SLA = { ttft_ms: 600, tpot_ms: 45 };

it('counts patch the services of a graph, by the names of their backend', () => {
  const profiles = { prefill: shippedProfile({ backend: 'sglang' }), decode: shippedProfile({ backend: 'sglang' }) };
  expect(parse(graphReplicas({ prefill: 3, decode: 0 }, { profiles }))).toEqual({
    apiVersion: 'nvidia.com/v1alpha1',
    kind: 'DynamoGraphDeployment',
    metadata: { name: 'vllm-disagg-planner' },
    spec: { services: { prefill: { replicas: 3 }, decode: { replicas: 0 } } },
  });
});

describe('the configuration of the planner from 1.4 on', () => {
  const config = (fields: string, sla: object = SLA, text?: string) =>
    parse(plannerConfig(planner(`{ policy: dynamo-planner${fields} }`) as DynamoPlannerSpec, sla, source(), text));

  it('is its fields, the promise, and the GPUs of its engines', () => {
    expect(config(', config: { max_gpu_budget: 24 }')).toEqual({
      ttft_ms: 600,
      itl_ms: 45,
      prefill_engine_num_gpu: 2,
      decode_engine_num_gpu: 4,
      max_gpu_budget: 24,
    });
  });

  it('keeps what it says itself, over the promise and the engines', () => {
    const own = config(', config: { ttft_ms: 100, decode_engine_num_gpu: 8 }');
    expect(own).toMatchObject({ ttft_ms: 100, itl_ms: 45, decode_engine_num_gpu: 8, prefill_engine_num_gpu: 2 });
  });

  it('has no target that nobody promised', () => {
    expect(config('', { tpot_ms: 45 })).not.toHaveProperty('ttft_ms');
    expect(config('', {})).not.toHaveProperty('itl_ms');
  });

  it('may be JSON text, or lie in a file of which the text is given', () => {
    expect(config(`, config: '{"max_gpu_budget": 5}'`)).toMatchObject({ max_gpu_budget: 5 });
    expect(config(', config: planner.yaml', SLA, 'max_gpu_budget: 6\n')).toMatchObject({ max_gpu_budget: 6 });
  });

  it('counts the GPUs of an engine that does both as those of a decode engine', () => {
    const spec = planner('{ policy: dynamo-planner }') as DynamoPlannerSpec;
    const one = { profiles: { aggregated: shippedProfile({ gpusPerWorker: 8 }) } };
    expect(parse(plannerConfig(spec, SLA, one))).toEqual({ ttft_ms: 600, itl_ms: 45, decode_engine_num_gpu: 8 });
  });
});

describe('the planner before that', () => {
  const seed = (fields: string, sla: object = SLA) =>
    parse(seedPlanner(planner(`{ policy: dynamo-sla, ${fields} }`) as DynamoSlaSpec, sla, source()));
  const argsOf = (fields: string, sla: object = SLA): string[] =>
    seed(fields, sla).spec.services.Planner.extraPodSpec.mainContainer.args;

  it('up to 0.5.1 takes arguments, latencies in seconds', () => {
    expect(argsOf('version: 0.5.1, interval_s: 90, max_gpu_budget: 12, min_endpoint: 2')).toEqual([
      '--adjustment-interval=90',
      '--max-gpu-budget=12',
      '--min-endpoint=2',
      '--ttft=0.6',
      '--itl=0.045',
      '--load-predictor=constant',
      '--load-prediction-window-size=50',
      '--prefill-engine-num-gpu=2',
      '--decode-engine-num-gpu=4',
    ]);
  });

  it('takes its own targets before the promise', () => {
    expect(argsOf('version: 0.4.0, ttft_ms: 100, itl_ms: 10')).toEqual(
      expect.arrayContaining(['--ttft=0.1', '--itl=0.01']),
    );
  });

  it('is told to leave out its correction only where that is asked', () => {
    expect(argsOf('no_correction: true')).toContain('--no-correction');
    expect(argsOf('no_correction: false')).not.toContain('--no-correction');
  });

  it('of 1.0.2 takes a configuration, latencies in milliseconds', () => {
    expect(seed('version: 1.0.2, interval_s: 90, load_predictor: kalman')).toEqual({
      throughput_adjustment_interval: 90,
      max_gpu_budget: 8,
      min_endpoint: 1,
      ttft: 600,
      itl: 45,
      load_predictor: 'kalman',
      no_correction: false,
      prefill_engine_num_gpu: 2,
      decode_engine_num_gpu: 4,
    });
  });
});
