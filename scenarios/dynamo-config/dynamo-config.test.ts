import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HeadroomError } from '../errors/index.js';
import { readDynamoConfig } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'headroom-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const TARGETS = { ttft_ms: 700, itl_ms: 50 };

const read = (source: string | Record<string, unknown>, release: '1.4.2' | '1.6.1' = '1.6.1') =>
  readDynamoConfig(source, release, TARGETS, (path) => join(folder, path));

function mistakes(source: string | Record<string, unknown>): string {
  try {
    read(source);
  } catch (error) {
    expect(error).toBeInstanceOf(HeadroomError);
    expect((error as HeadroomError).code).toBe('HR_PLANNER_CONFIG_INVALID');
    return (error as Error).message;
  }
  throw new Error('expected an error');
}

const SLA = { mode: 'agg', optimization_target: 'sla', enable_load_scaling: true, ttft: 900, itl: 40 };

describe('the same configuration', () => {
  const expected = read(SLA).config;

  it('as fields, with aliases', () => {
    expect(expected).toMatchObject({ mode: 'agg', ttft_ms: 900, itl_ms: 40, enableThroughputScaling: true });
  });

  it.each([
    [
      'a YAML file',
      () =>
        written(
          'a.yaml',
          Object.entries(SLA)
            .map(([key, value]) => `${key}: ${value}`)
            .join('\n'),
        ),
    ],
    ['a JSON file', () => written('a.json', JSON.stringify(SLA, null, 2))],
    ['a file of no particular name', () => written('planner.conf', JSON.stringify(SLA))],
    ['JSON text', () => JSON.stringify(SLA)],
  ])('from %s', (_name, source) => {
    expect(read(source()).config).toEqual(expected);
  });
});

it("takes Dynamo's defaults, and the given targets where the file has none", () => {
  const { config } = read({ ttft: 900 });
  expect(config).toMatchObject({ ttft_ms: 900, itl_ms: 50, maxGpuBudget: 8, forecast: { predictor: 'arima' } });
});

it('scales by load alone unless the target is sla, whatever the switches say', () => {
  const { config } = read({ enable_throughput_scaling: true, enable_load_scaling: false });
  expect(config).toMatchObject({ enableThroughputScaling: false, enableLoadScaling: true });
});

it('accepts what only a deployment needs, and says so', () => {
  expect(read({ namespace: 'prod', scheduling: { scale_interval_seconds: 5 } }).withoutEffect).toEqual([
    'namespace',
    'scheduling',
  ]);
});

it('warms predictors up from a trace', () => {
  const rows = [0, 1000, 61_000].map((timestamp) =>
    JSON.stringify({ timestamp, input_length: 100 + timestamp / 1000, output_length: 10, hash_ids: [1] }),
  );
  const trace = written('warm.jsonl', `${rows.join('\n')}\n`);
  const { warmUp } = read({ load_predictor_warmup_trace: trace, throughput_adjustment_interval: 60 });
  expect(warmUp).toEqual([
    { requests: 2, isl: 100.5, osl: 10 },
    { requests: 1, isl: 161, osl: 10 },
  ]);
});

describe('mistakes', () => {
  it.each([
    [
      'an unknown field',
      'mode: agg\nmax_gpu_budgets: 4\n',
      /bad\.yaml:2:18: max_gpu_budgets: no such field\n.*'max_gpu_budget'/,
    ],
    ['a wrong type', 'max_gpu_budget: many\n', /bad\.yaml:1:17: max_gpu_budget: found "many"/],
    ['a wrong choice', 'mode: disaggregated\n', /bad\.yaml:1:7: mode: found "disaggregated"/],
    ['no YAML', 'mode: [\n', /bad\.yaml:2:1: not valid YAML/],
    ['a list', '- mode\n', /expected a group of fields/],
    ['a target without thresholds', 'optimization_target: load\n', /it needs prefill_scale_up_queue_tokens/],
    [
      'loops the wrong way round',
      'optimization_target: sla\nenable_load_scaling: true\nload_adjustment_interval: 200\n',
      /bad\.yaml:3:27: load_adjustment_interval_seconds: found 200/,
    ],
    ['a minimum that fits no role', 'mode: agg\nprefill_min_endpoint: 2\n', /has no role in mode agg/],
    ['power without a limit', 'enable_power_awareness: true\n', /it needs total_gpu_power_limit/],
    ['a field that is gone', 'aic_perf_model: {}\n', /gone since 1\.6/],
    ['a bucket count that is no square', 'fpm_sample_bucket_size: 15\n', /a square, as 16/],
  ])('%s', (_name, text, expected) => {
    expect(mistakes(written('bad.yaml', text))).toMatch(expected);
  });

  it('all of a file at once', () => {
    expect(
      mistakes({ mod: 'agg', max_gpu_budget: 'x' })
        .split('\n')
        .filter((line) => line.startsWith('planner')),
    ).toHaveLength(2);
  });

  it('a file that is not there', () => {
    expect(mistakes('nowhere.yaml')).toMatch(/nowhere\.yaml: no such file/);
  });
});
