/** Kubernetes' side: HorizontalPodAutoscalers and KEDA's ScaledObjects, one a role. */
import { stringify } from 'yaml';
import type { Role } from '../../planner-core/index.js';
import type { BehaviourSpec, PlannerSpec } from '../../scenarios/index.js';
import { deploymentOf, PROMETHEUS } from './names.js';
import type { ExportSource } from './source.js';

type HpaSpec = Extract<PlannerSpec, { policy: 'hpa' }>;
type KedaSpec = Extract<PlannerSpec, { policy: 'keda' }>;

/** The engine's own series behind each metric, as prometheus-adapter serves them per pod. */
const SERIES: Readonly<Record<HpaSpec['metric'], string>> = {
  queue: 'vllm:num_requests_waiting',
  concurrency: 'vllm:num_requests_running',
  kv_usage: 'vllm:kv_cache_usage_perc',
  request_rate: 'vllm:request_success_total',
};

/** One document a role. Metrics need prometheus-adapter, or another server of custom metrics. */
export function horizontalPodAutoscalers(planner: HpaSpec, { profiles }: ExportSource): string {
  const { metric, target, tolerance } = planner;
  return documents(profiles, (name) => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, annotations: { 'headroom/tolerance': String(tolerance) } },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: Math.max(1, planner.min_replicas),
      maxReplicas: planner.max_replicas,
      metrics: [
        {
          type: 'Pods',
          pods: { metric: { name: SERIES[metric] }, target: { type: 'AverageValue', averageValue: quantity(target) } },
        },
      ],
      behavior: behaviour(planner.behavior),
    },
  }));
}

/** One document a role. */
export function scaledObjects(planner: KedaSpec, { profiles }: ExportSource): string {
  return documents(profiles, (name) => ({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name },
    spec: {
      scaleTargetRef: { name },
      pollingInterval: planner.interval_s,
      cooldownPeriod: planner.cooldown_s,
      minReplicaCount: planner.min_replicas,
      maxReplicaCount: planner.max_replicas,
      advanced: { horizontalPodAutoscalerConfig: { behavior: behaviour(planner.behavior) } },
      triggers: [
        {
          type: 'prometheus',
          metadata: {
            serverAddress: PROMETHEUS,
            query: `sum(vllm:num_requests_waiting{pod=~"${name}-.*"})`,
            threshold: String(planner.target_queue),
            activationThreshold: String(planner.activation_queue),
          },
        },
      ],
    },
  }));
}

function documents(profiles: ExportSource['profiles'], of: (deployment: string) => object): string {
  const names = Object.entries(profiles).map(([role, profile]) => deploymentOf(role as Role, profile));
  return names.map((name) => stringify(of(name))).join('---\n');
}

function behaviour({ scale_up, scale_down }: BehaviourSpec): object {
  return { scaleUp: rules(scale_up), scaleDown: rules(scale_down) };
}

function rules({ stabilization_window_s, select_policy, policies }: BehaviourSpec['scale_up']): object {
  return {
    stabilizationWindowSeconds: stabilization_window_s,
    selectPolicy: select_policy,
    ...(policies && {
      policies: policies.map(({ type, value, period_s }) => ({ type, value, periodSeconds: period_s })),
    }),
  };
}

/** A Kubernetes quantity: whole, or in thousandths, or in millionths where those are too coarse. */
function quantity(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const millionths = Math.round(value * 1e6);
  return millionths % 1000 === 0 ? `${millionths / 1000}m` : `${millionths}u`;
}
