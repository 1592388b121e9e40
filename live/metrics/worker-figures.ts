/** What engines say of themselves, worker by worker: queue, batch and KV use, in the names of vLLM and SGLang. */
import type { Role, WorkerObservation } from '../../planner-core/index.js';
import type { MetricsReading } from '../ports.js';
import { distinct, type LabelledValue, type Labels, matches } from './vector.js';

/** Which series are the workers of a role: those with these labels. */
export type WorkerSelectors = Readonly<Partial<Record<Role, { readonly labels: Labels }>>>;

type Gauge = 'running' | 'waiting' | 'kvUsage';

const GAUGES: Readonly<Record<string, Gauge>> = {
  'vllm:num_requests_running': 'running',
  'vllm:num_requests_waiting': 'waiting',
  'vllm:kv_cache_usage_perc': 'kvUsage',
  'vllm:gpu_cache_usage_perc': 'kvUsage',
  'sglang:num_running_reqs': 'running',
  'sglang:num_queue_reqs': 'waiting',
  'sglang:token_usage': 'kvUsage',
};

/** Names of the gauges that are read. */
export const WORKER_GAUGES: readonly string[] = Object.keys(GAUGES);

/** Labels that name a worker, the most telling first. */
const NAMING_LABELS = ['worker_id', 'pod', 'instance'] as const;

/** The gauges of all workers, by metric name. */
export type GaugeVectors = ReadonlyMap<string, readonly LabelledValue[]>;

/** Workers by role, and the requests that wait for each role; a role whose workers tell nothing is left out. */
export function workerFigures(
  selectors: WorkerSelectors,
  gauges: GaugeVectors,
): Pick<MetricsReading, 'queues' | 'workersDetail'> {
  const queues: Partial<Record<Role, number>> = {};
  const workersDetail: Partial<Record<Role, readonly WorkerObservation[]>> = {};
  for (const [role, { labels }] of Object.entries(selectors) as [Role, { labels: Labels }][]) {
    const workers = workersWith(labels, gauges);
    if (workers.size === 0) continue;
    const told = [...workers].sort(([a], [b]) => (a < b ? -1 : 1));
    workersDetail[role] = told.map(([id, figures]) => observation(id, role, figures));
    const waiting = told.map(([, figures]) => figures.waiting);
    if (!waiting.includes(undefined)) queues[role] = waiting.reduce<number>((sum, count) => sum + count!, 0);
  }
  return Object.keys(workersDetail).length === 0 ? {} : { queues, workersDetail };
}

function workersWith(wanted: Labels, gauges: GaugeVectors): Map<string, Partial<Record<Gauge, number>>> {
  const workers = new Map<string, Partial<Record<Gauge, number>>>();
  for (const [name, vector] of gauges) {
    const gauge = GAUGES[name];
    if (!gauge) continue;
    for (const { labels, value } of distinct(vector)) {
      if (!matches(labels, wanted)) continue;
      const id = NAMING_LABELS.map((label) => labels[label]).find((text) => text !== undefined) ?? '';
      workers.set(id, { ...workers.get(id), [gauge]: value });
    }
  }
  return workers;
}

/** A decode worker's queue waits for a place in the batch, every other one's for prefill. */
function observation(id: string, role: Role, { running, waiting, kvUsage }: Partial<Record<Gauge, number>>) {
  const queue = role === 'decode' ? { queuedDecodeRequests: waiting } : { queuedRequests: waiting };
  return {
    id,
    ...(kvUsage !== undefined && { kvUsage }),
    ...(running !== undefined && { running }),
    ...(waiting !== undefined && queue),
  } as WorkerObservation;
}
