import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { PlannerSpec } from '../../scenarios/index.js';
import { shippedProfile, smallScenario } from '../testing/index.js';
import { horizontalPodAutoscalers, scaledObjects } from './kubernetes.js';

type Named<P> = Extract<PlannerSpec, { policy: P }>;
const planner = (section: string) => smallScenario([`planner=${section}`]).scenario.planner;
const both = () => ({ profiles: { prefill: shippedProfile(), decode: shippedProfile() } });

/** Every document of some YAML. */
const documents = (text: string) => parseAllDocuments(text).map((one) => one.toJS());
const hpas = (fields: string, source = both()) =>
  documents(horizontalPodAutoscalers(planner(`{ policy: hpa, ${fields} }`) as Named<'hpa'>, source));
const objects = (fields: string, source = both()) =>
  documents(scaledObjects(planner(`{ policy: keda, ${fields} }`) as Named<'keda'>, source));

describe('a HorizontalPodAutoscaler', () => {
  it('is one a role, by the name of the Deployment that it scales', () => {
    const all = hpas('target: 5');
    expect(all.map(({ metadata }) => metadata.name)).toEqual([
      'vllm-disagg-planner-vllmprefillworker',
      'vllm-disagg-planner-vllmdecodeworker',
    ]);
    for (const { apiVersion, kind, metadata, spec } of all) {
      expect([apiVersion, kind]).toEqual(['autoscaling/v2', 'HorizontalPodAutoscaler']);
      expect(spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name });
    }
  });

  it.each([
    ['queue', 'vllm:num_requests_waiting'],
    ['concurrency', 'vllm:num_requests_running'],
    ['kv_usage', 'vllm:kv_cache_usage_perc'],
    ['request_rate', 'vllm:request_success_total'],
  ])('of the metric %s watches %s', (metric, series) => {
    const [{ spec }] = hpas(`metric: ${metric}, target: 3`) as [{ spec: { metrics: object[] } }];
    expect(spec.metrics).toEqual([
      { type: 'Pods', pods: { metric: { name: series }, target: { type: 'AverageValue', averageValue: '3' } } },
    ]);
  });

  it.each([
    [7, '7'],
    [0.7, '700m'],
    [1.5, '1500m'],
    [0.0004, '400u'],
    [1.1, '1100m'],
  ])('writes a target of %d as the quantity %s', (target, quantity) => {
    const [{ spec }] = hpas(`target: ${target}`) as [{ spec: { metrics: { pods: { target: object } }[] } }];
    expect(spec.metrics[0]!.pods.target).toMatchObject({ averageValue: quantity });
  });

  it('keeps the bounds, but that Kubernetes goes no lower than one', () => {
    expect(hpas('min_replicas: 3, max_replicas: 12')[0].spec).toMatchObject({ minReplicas: 3, maxReplicas: 12 });
    expect(hpas('min_replicas: 0, max_replicas: 12')[0].spec.minReplicas).toBe(1);
  });

  it('keeps its tolerance as a note: Kubernetes has one for all', () => {
    expect(hpas('tolerance: 0.25')[0].metadata.annotations).toEqual({ 'headroom/tolerance': '0.25' });
  });

  it('keeps its behaviour in the words of Kubernetes, policies only where it names some', () => {
    const { behavior } = hpas(
      `behavior: { scale_up: { stabilization_window_s: 9, select_policy: Min, policies: [{ type: Pods, value: 2, period_s: 30 }] } }`,
    )[0].spec;
    expect(behavior).toEqual({
      scaleUp: {
        stabilizationWindowSeconds: 9,
        selectPolicy: 'Min',
        policies: [{ type: 'Pods', value: 2, periodSeconds: 30 }],
      },
      scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: 'Max' },
    });
  });

  it('is one where one pool does both', () => {
    const one = { profiles: { aggregated: shippedProfile() } };
    const text = horizontalPodAutoscalers(planner('{ policy: hpa }') as Named<'hpa'>, one);
    expect(documents(text).map(({ metadata }) => metadata.name)).toEqual(['vllm-disagg-planner-vllmworker']);
  });
});

describe('a ScaledObject', () => {
  it('is one a role, with the planner’s interval, cooldown and bounds', () => {
    const all = objects('interval_s: 20, cooldown_s: 120, min_replicas: 0, max_replicas: 6');
    expect(all).toHaveLength(2);
    expect(all[1]).toMatchObject({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      spec: { pollingInterval: 20, cooldownPeriod: 120, minReplicaCount: 0, maxReplicaCount: 6 },
    });
    expect(all[1].spec.scaleTargetRef).toEqual({ name: all[1].metadata.name });
  });

  it('asks Prometheus for the queue of its own pods, against its thresholds', () => {
    const [{ metadata, spec }] = objects('target_queue: 2.5, activation_queue: 1') as [
      { metadata: { name: string }; spec: { triggers: object[] } },
    ];
    expect(spec.triggers).toEqual([
      {
        type: 'prometheus',
        metadata: {
          serverAddress: 'http://vllm-disagg-planner-prometheus:9090',
          query: `sum(vllm:num_requests_waiting{pod=~"${metadata.name}-.*"})`,
          threshold: '2.5',
          activationThreshold: '1',
        },
      },
    ]);
  });

  it('hands its behaviour on to the autoscaler that it makes', () => {
    const { advanced } = objects('behavior: { scale_down: { stabilization_window_s: 60 } }')[0].spec;
    expect(advanced.horizontalPodAutoscalerConfig.behavior.scaleDown).toMatchObject({ stabilizationWindowSeconds: 60 });
  });
});
