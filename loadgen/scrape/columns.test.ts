/** Series of servers as columns of the timeline. */
import { describe, expect, it } from 'vitest';
import { serverColumns } from './columns.js';
import { parseExposition } from './exposition.js';

const columnsOf = (text: string) => serverColumns(parseExposition(text).samples);

describe('one column', () => {
  it.each([
    ['vllm:num_requests_running 3', { running: 3 }],
    ['sglang:num_running_reqs 3', { running: 3 }],
    ['dynamo_frontend_inflight_requests 3', { running: 3 }],
    ['vllm:num_requests_waiting 3', { waiting: 3 }],
    ['sglang:num_queue_reqs 3', { waiting: 3 }],
    ['dynamo_frontend_queued_requests 3', { waiting: 3 }],
    ['vllm:kv_cache_usage_perc 0.5', { kv_usage: 0.5 }],
    ['vllm:gpu_cache_usage_perc 0.5', { kv_usage: 0.5 }],
    ['sglang:token_usage 0.5', { kv_usage: 0.5 }],
    ['DCGM_FI_DEV_GPU_UTIL 97', { gpu_util_percent: 97 }],
    ['DCGM_FI_DEV_POWER_USAGE 650.5', { gpu_power_w: 650.5 }],
    ['DCGM_FI_DEV_FB_USED 70000', { gpu_memory_used_mib: 70_000 }],
    ['up 1', {}],
    ['', {}],
  ])('%j', (text, expected) => expect(columnsOf(text)).toEqual(expected));

  it('an idle server has zeros, not unknowns', () => {
    expect(columnsOf('vllm:num_requests_running 0')).toEqual({ running: 0 });
  });
});

describe('several workers', () => {
  const each = (name: string, ...values: number[]) =>
    values.map((value, i) => `${name}{gpu="${i}"} ${value}`).join('\n');

  it.each([
    ['vllm:num_requests_running', { running: 9 }],
    ['vllm:num_requests_waiting', { waiting: 9 }],
    ['DCGM_FI_DEV_POWER_USAGE', { gpu_power_w: 9 }],
    ['DCGM_FI_DEV_FB_USED', { gpu_memory_used_mib: 9 }],
    ['vllm:kv_cache_usage_perc', { kv_usage: 3 }],
    ['DCGM_FI_DEV_GPU_UTIL', { gpu_util_percent: 3 }],
  ])('%s adds up, or is a mean', (name, expected) => expect(columnsOf(each(name, 1, 2, 6))).toEqual(expected));

  it('a frontend knows of all its engines: its figure goes before theirs, and they are not added', () => {
    const text = `vllm:num_requests_running 3\nvllm:num_requests_running 4\ndynamo_frontend_inflight_requests 9`;
    expect(columnsOf(text)).toEqual({ running: 9 });
    expect(columnsOf('sglang:num_running_reqs 8\nvllm:num_requests_running 3')).toEqual({ running: 3 });
  });
});
