/** Which series of which server become which column of timeline.csv; workers and GPUs are summed or averaged. */
import type { Sample } from './exposition.js';

interface Column {
  readonly column: string;
  readonly names: readonly string[];
  readonly reduce: 'sum' | 'mean';
}

const COLUMNS: readonly Column[] = [
  {
    column: 'running',
    names: ['dynamo_frontend_inflight_requests', 'vllm:num_requests_running', 'sglang:num_running_reqs'],
    reduce: 'sum',
  },
  {
    column: 'waiting',
    names: ['dynamo_frontend_queued_requests', 'vllm:num_requests_waiting', 'sglang:num_queue_reqs'],
    reduce: 'sum',
  },
  {
    column: 'kv_usage',
    names: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc', 'sglang:token_usage'],
    reduce: 'mean',
  },
  { column: 'gpu_util_percent', names: ['DCGM_FI_DEV_GPU_UTIL'], reduce: 'mean' },
  { column: 'gpu_power_w', names: ['DCGM_FI_DEV_POWER_USAGE'], reduce: 'sum' },
  { column: 'gpu_memory_used_mib', names: ['DCGM_FI_DEV_FB_USED'], reduce: 'sum' },
];

/** The columns that the samples have values for. */
export function serverColumns(samples: readonly Sample[]): Record<string, number> {
  const columns: Record<string, number> = {};
  for (const { column, names, reduce } of COLUMNS) {
    const name = names.find((candidate) => samples.some((sample) => sample.name === candidate));
    if (name === undefined) continue;
    const values = samples.filter((sample) => sample.name === name).map(({ value }) => value);
    const sum = values.reduce((total, value) => total + value, 0);
    columns[column] = reduce === 'sum' ? sum : sum / values.length;
  }
  return columns;
}
