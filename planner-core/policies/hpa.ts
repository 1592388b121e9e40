/**
 * Kubernetes' HorizontalPodAutoscaler on a metric per worker: desired = ⌈current × metric ÷ target⌉ with a tolerance, and
 * workers that do not report yet counted cautiously (kubernetes.io, "Horizontal Pod Autoscaling", algorithm details).
 */
import type { Policy } from '../ports.js';
import { type Behaviour, type BehaviourState, NO_HISTORY, shape } from './hpa-behaviour.js';
import { meanKvUsage, queueLength, requestRate, requestsInFlight, runningRequests } from './parts/read.js';
import { type Bounds, type RoleStates, type RoleView, rolewise } from './parts/rolewise.js';

/** What is held against the target, per worker. */
export type HpaMetric =
  | 'queue' // requests that wait
  | 'concurrency' // requests in work; by Little's law where engines do not report
  | 'kv_usage' // share of the KV cache in use
  | 'request_rate'; // requests per second

/** Settings of {@link hpa}. */
export interface HpaOptions {
  readonly metric: HpaMetric;
  readonly target: number;
  /** No change while |metric ÷ target − 1| is within it. */
  readonly tolerance: number;
  readonly bounds: Bounds;
  readonly behaviour: Behaviour;
}

/** An HPA on one metric a worker; each role by itself. */
export function hpa(options: HpaOptions): Policy<RoleStates<BehaviourState>> {
  return rolewise('hpa', options.bounds, () => ({
    initialState: NO_HISTORY,
    decide: (state, view) => {
      const { workers, observation } = view;
      const current = workers.desired;
      const total = metricTotal(options.metric, view);
      if (total === undefined || current === 0)
        return { state, count: Math.max(current, options.bounds.min), reason: 'no_data' };
      view.note('metric_per_worker', total / Math.max(1, workers.ready));
      const wanted = desired(options, total, workers.ready, current);
      const bounded = Math.max(options.bounds.min, Math.min(options.bounds.max, wanted));
      const shaped = shape(options.behaviour, state, observation.time, current, bounded);
      const reason = shaped.reason ?? (wanted === current ? 'within_tolerance' : 'metric_target');
      return { state: shaped.state, count: shaped.count, reason };
    },
  }));
}

/** The metric summed over the workers that report. */
export function metricTotal(metric: HpaMetric, { role, observation, workers }: RoleView): number | undefined {
  if (metric === 'queue') return queueLength(observation, role);
  if (metric === 'request_rate') return requestRate(observation);
  if (metric === 'concurrency') return runningRequests(observation, role) ?? requestsInFlight(observation);
  const usage = meanKvUsage(observation, role);
  return usage === undefined ? undefined : usage * workers.ready;
}

/**
 * Workers that are ordered but not ready count as 0 where the metric asks for more, and as exactly on target where it
 * asks for fewer; if that turns the answer round, nothing changes.
 */
function desired({ target, tolerance }: HpaOptions, total: number, ready: number, current: number): number {
  const ratio = total / Math.max(1, ready) / target;
  if (Math.abs(ratio - 1) <= tolerance) return current;
  const missing = Math.max(0, current - ready);
  if (missing === 0) return Math.ceil(ratio * Math.max(1, ready));
  const filled = ratio < 1 ? total + missing * target : total;
  const cautious = filled / current / target;
  const turned = (ratio > 1 && cautious < 1) || (ratio < 1 && cautious > 1);
  return turned || Math.abs(cautious - 1) <= tolerance ? current : Math.ceil(cautious * current);
}
