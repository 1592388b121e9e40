/** Every kind of bad input, through the command line: one clear error with its place, exit code 2, no stack trace. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');

const GOOD = `name: small
traffic:
  format: generated
  generator:
    duration_s: 60
    rate: [{ from_s: 0, rps: 2 }]
    input_tokens: [[0, 100], [1, 200]]
    output_tokens: [[0, 10], [1, 20]]
cluster:
  prefill: { profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1, replicas: 1 }
  decode: { profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 20 }
`;

const PROFILE = {
  prefill: { prefill_isl: [100, 200, 300, 400], prefill_ttft: [10, 20, 30, 40], prefill_thpt_per_gpu: [9, 9, 9, 9] },
  decode: {
    x_kv_usage: [0.1, 0.5, 0.1, 0.5],
    y_context_length: [100, 100, 200, 200],
    z_itl: [5, 6, 5, 6],
    z_thpt_per_gpu: [50, 60, 50, 60],
    max_kv_tokens: [10_000],
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-bad-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function headroom(...args: string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [MAIN, ...args, '--out', join(folder, 'run')], {
    encoding: 'utf8',
  });
  return { status, stderr, stdout };
}

function expectRefused(result: ReturnType<typeof headroom>, message: RegExp): void {
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(result.status).toBe(2);
}

describe('scenarios', () => {
  it('accepts the good one that the bad ones are made from', () => {
    expect(headroom('simulate', write('good.yaml', GOOD)).status).toBe(0);
  });

  it.each([
    ['a misspelt field', 'sla: {', 'slo: {', /bad\.yaml:13:1: slo: no such field\n {2}Did you mean 'sla'\?/],
    [
      'a misspelt nested field',
      'replicas: 1 }\n  decode',
      'replica: 1 }\n  decode',
      /bad\.yaml:10:\d+: cluster\.prefill\.replica: no such field\n {2}Did you mean 'replicas'\?/,
    ],
    [
      'a missing field',
      ', replicas: 1 }\n  decode',
      ' }\n  decode',
      /bad\.yaml:10:\d+: cluster\.prefill\.replicas: missing; expected a number/,
    ],
    [
      'text for a number',
      'replicas: 1 }\n  decode',
      'replicas: many }\n  decode',
      /bad\.yaml:10:\d+: cluster\.prefill\.replicas: found "many"; expected a number/,
    ],
    [
      'a negative count',
      'replicas: 1 }\n  decode',
      'replicas: -1 }\n  decode',
      /cluster\.prefill\.replicas: found -1; expected a number at least 0/,
    ],
    [
      'half a worker',
      'replicas: 1 }\n  decode',
      'replicas: 1.5 }\n  decode',
      /cluster\.prefill\.replicas: found 1\.5; expected a whole number/,
    ],
    [
      'an unknown policy',
      'policy: static',
      'policy: dynamo',
      /bad\.yaml:12:20: planner\.policy: found "dynamo"; expected one of headroom, dynamo-sla, dynamo-planner, static/,
    ],
    [
      'an unknown format',
      'format: generated',
      'format: azur',
      /bad\.yaml:3:11: traffic\.format: found "azur"; expected one of generated, closed_loop, servegen, azure, .*\n {2}Did you mean 'azure'\?/,
    ],
    ['no promise', 'sla: { ttft_ms: 500, tpot_ms: 20 }', 'sla: {}', /bad\.yaml:13:6: sla: names no bound/],
    [
      'a planner without its target',
      'planner: { policy: static }\nsla: { ttft_ms: 500, tpot_ms: 20 }',
      'planner: { policy: dynamo-sla }\nsla: { ttft_ms: 500 }',
      /bad\.yaml:12:10: planner: dynamo-sla needs an ITL target/,
    ],
    [
      'quantiles that fall',
      '[[0, 100], [1, 200]]',
      '[[0, 100], [1, 50]]',
      /bad\.yaml:7:\d+: traffic\.generator\.input_tokens\.1: found \[1, 50\] after \[0, 100\]/,
    ],
    [
      'a window that ends before it starts',
      'format: generated',
      'format: generated\n  window: { start_s: 50, end_s: 10 }',
      /traffic\.window\.end_s: found 10; expected a time after start_s \(50\)/,
    ],
    [
      'a window without a request',
      'format: generated',
      'format: generated\n  window: { start_s: 1000 }',
      /no request lies in traffic\.window/,
    ],
    [
      'an impossible startup',
      'replicas: 1 }\n  decode',
      'replicas: 1, startup: { stages: [{ name: load, lognormal: { mean_s: 10, p95_s: 100 } }] } }\n  decode',
      /startup\.stages\.0\.lognormal\.p95_s: found 100 for a mean of 10/,
    ],
    [
      'a negative startup',
      'replicas: 1 }\n  decode',
      'replicas: 1, startup: -3 }\n  decode',
      /cluster\.prefill\.startup: found -3; expected seconds, 0 or more, or a list of stages/,
    ],
    [
      'a misspelt stage',
      'replicas: 1 }\n  decode',
      'replicas: 1, startup: { stages: [{ name: load, fixed: 3 }] } }\n  decode',
      /bad\.yaml:10:\d+: cluster\.prefill\.startup\.stages\.0\.fixed: no such field\n {2}Did you mean 'fixed_s'\?/,
    ],
    [
      'a stage with no time',
      'replicas: 1 }\n  decode',
      'replicas: 1, startup: { stages: [{ name: load }] } }\n  decode',
      /found neither fixed_s nor lognormal nor bytes_gb in stage 'load'; expected exactly one/,
    ],
    [
      'an unknown startup preset',
      'replicas: 1 }\n  decode',
      'replicas: 1, startup: cached-7B }\n  decode',
      /bad\.yaml:10:\d+: cluster\.prefill\.startup: found "cached-7B"; expected seconds.* or one of hot, .*cached-8B/,
    ],
    [
      'weights from nowhere',
      'replicas: 1 }\n  decode',
      'replicas: 1, warm_pool: { size: 1, startup: { stages: [{ name: load, bytes_gb: 140 }] } } }\n  decode',
      /bad\.yaml:10:\d+: cluster\.prefill\.warm_pool\.startup\.stages\.0\.bytes_gb: found in stage 'load' without a storage/,
    ],
    [
      'a start that fails more often than always',
      'replicas: 1 }\n  decode',
      'replicas: 1, startup: { stages: [{ name: load, fixed_s: 3 }], fails: { probability: 2, retry_after_s: 1 } } }\n  decode',
      /startup\.fails\.probability: found 2; expected a number at most 1/,
    ],
    [
      'nodes that are there beyond the quota',
      'cluster:\n',
      'cluster:\n  nodes: { gpus_per_node: 8, initial: 3, max: 2, provision: 120 }\n',
      /cluster\.nodes\.initial: found 3; expected at most max \(2\), the quota/,
    ],
    [
      'a node that loads weights',
      'cluster:\n',
      'cluster:\n  nodes: { gpus_per_node: 8, max: 2, provision: { stages: [{ name: load, bytes_gb: 3 }] } }\n',
      /cluster\.nodes\.provision\.stages\.0\.bytes_gb: no such field/,
    ],
    [
      'an unknown drain policy',
      'replicas: 1 }\n  decode',
      'replicas: 1, drain: wiat }\n  decode',
      /cluster\.prefill\.drain: found "wiat"; expected one of wait, redirect, immediate\n {2}Did you mean 'wait'\?/,
    ],
    [
      'a free GPU',
      'planner: {',
      'prices: { usd_per_gpu_hour: 0 }\nplanner: {',
      /prices\.usd_per_gpu_hour: found 0; expected a number more than 0/,
    ],
    [
      'a price without a date',
      'planner: {',
      'prices: { usd_per_gpu_hour: 3 }\nplanner: {',
      /prices: a price of your own needs as_of and source/,
    ],
    [
      'an unknown price',
      'planner: {',
      'prices: { entry: aws-h10 }\nplanner: {',
      /no row 'aws-h10' in the price table\n {2}Did you mean 'aws-h100'\?/,
    ],
    [
      'an unknown profile',
      'decode: { profile: qwen3-0.6b-bf16',
      'decode: { profile: qwen3-0.6-bf16',
      /no engine profile 'qwen3-0\.6-bf16_h100_sxm_vllm_tp1'.*\n {2}Did you mean 'qwen3-0\.6b-bf16_h100_sxm_vllm_tp1'\?/,
    ],
    [
      'the same field twice',
      'name: small',
      'name: small\nname: large',
      /bad\.yaml:2:1: not valid YAML: Map keys must be unique/,
    ],
    ['a broken indent', 'cluster:\n  prefill', 'cluster:\n   prefill', /bad\.yaml:\d+:\d+: not valid YAML/],
    ['an open bracket', '[1, 200]]', '[1, 200]', /bad\.yaml:\d+:\d+: not valid YAML/],
  ])('refuses %s', (_name, from, to, message) => {
    expect(GOOD).toContain(from);
    expectRefused(headroom('simulate', write('bad.yaml', GOOD.replace(from, to))), message);
  });

  it('tells several mistakes at once', () => {
    const text = GOOD.replace('rps: 2', 'rps: -2').replace('policy: static', 'policy: static, interval: 60');
    const { stderr } = headroom('simulate', write('bad.yaml', text));
    expect(stderr).toMatch(/generator\.rate\.0\.rps: found -2/);
    expect(stderr).toMatch(/planner\.interval: no such field/);
  });

  it.each([
    ['an empty file', '', /the scenario|traffic: missing/],
    ['a list', '- 1\n- 2\n', /the scenario: found/],
  ])('refuses %s', (_name, text, message) => {
    expectRefused(headroom('simulate', write('odd.yaml', text)), message);
  });

  it('refuses a file that is not there', () => {
    expectRefused(headroom('simulate', join(folder, 'nowhere.yaml')), /nowhere\.yaml: no such file/);
  });
});

describe('planners', () => {
  const CLOSED = `traffic:
  format: closed_loop
  generator: { concurrency: 2, requests: 10, input_tokens: 100, output_tokens: 10 }
cluster:`;

  it('refuses a reference where the traffic is not known before the run', () => {
    const text = GOOD.replace(/traffic:[\s\S]*?cluster:/, CLOSED).replace('policy: static', 'policy: oracle');
    expectRefused(headroom('simulate', write('bad.yaml', text)), /traffic that is known before the run/);
  });

  it.each([
    [
      'a mode whose pool is missing',
      '{ mode: agg }',
      /planner: dynamo-planner in mode agg needs a pool of role aggregated/,
    ],
    [
      'a field that Dynamo has not',
      '{ min_endpoints: 2 }',
      /min_endpoints: no such field\n {2}Did you mean 'min_endpoint'\?/,
    ],
  ])('refuses %s', (_name, config, message) => {
    const text = GOOD.replace('policy: static', `policy: dynamo-planner, config: ${config}`);
    expectRefused(headroom('simulate', write('bad.yaml', text)), message);
  });
});

describe('the command line', () => {
  const good = () => write('good.yaml', GOOD);

  it.each([
    [
      ['--set', 'cluster.decode.replica=4'],
      /--set cluster\.decode\.replica=4: cluster\.decode\.replica: no such field\n {2}Did you mean 'replicas'\?/,
    ],
    [
      ['--set', 'cluster.decode.replicas=four'],
      /--set cluster\.decode\.replicas=four: cluster\.decode\.replicas: found "four"; expected a number/,
    ],
    [['--set', 'cluster'], /--set 'cluster' is not path=value/],
    [['--set', 'name.x=1'], /name is a single value and has no fields/],
    [['--require', 'attainment'], /--require 'attainment' is not a condition/],
    [['--frobnicate'], /there is no option --frobnicate/],
  ])('refuses %j', (args, message) => {
    expectRefused(headroom('simulate', good(), ...args), message);
  });

  it('suggests the command that was meant', () => {
    expectRefused(headroom('simulat'), /Did you mean 'simulate'\?/);
  });
});

describe('traces', () => {
  const azure = GOOD.replace(/traffic:[\s\S]*?cluster:/, 'traffic: { format: azure, path: trace.csv }\ncluster:');
  const mooncake = azure.replace('format: azure, path: trace.csv', 'format: mooncake, path: trace.jsonl');
  const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens\r\n';

  it.each([
    [
      'another header',
      'time,in,out\r\n',
      /trace\.csv:1:1: found the header 'time,in,out'; expected a column TIMESTAMP/,
    ],
    [
      'a word for a count',
      `${HEADER}2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,many,109\r\n`,
      /trace\.csv:3:29: ContextTokens: found 'many'; expected a whole number of tokens/,
    ],
    [
      'a thousands separator',
      `${HEADER}2023-11-16 18:15:46.6805900,1,087,44\r\n`,
      /trace\.csv:2:\d+: found 4 cells; expected 3/,
    ],
    [
      'a date that is none',
      `${HEADER}2023-13-45 18:15:46.6805900,374,44\r\n`,
      /trace\.csv:2:1: TIMESTAMP: found '2023-13-45/,
    ],
    [
      'a negative count',
      `${HEADER}2023-11-16 18:15:46.6805900,374,-4\r\n`,
      /trace\.csv:2:33: GeneratedTokens: found '-4'/,
    ],
    [
      'time that runs backwards',
      `${HEADER}2023-11-16 18:15:46,374,44\r\n2023-11-16 18:15:40,374,44\r\n`,
      /request 2 comes 6 s before the one above it/,
    ],
    ['no row', HEADER, /the traffic holds no request/],
  ])('refuses %s', (_name, text, message) => {
    write('trace.csv', text);
    expectRefused(headroom('simulate', write('azure.yaml', azure)), message);
  });

  it.each([
    [
      'broken JSON',
      '{"timestamp": 0, "input_length": 5\n',
      /trace\.jsonl:1:\d+: found '.*'; expected one JSON object a line/,
    ],
    [
      'a missing length',
      '{"timestamp": 0, "input_length": 5}\n',
      /trace\.jsonl:1:1: output_length: found nothing; expected a whole number/,
    ],
    [
      'the wrong block size',
      '{"timestamp": 0, "input_length": 1000, "output_length": 5, "hash_ids": [1]}\n',
      /hash_ids: found 1 ids for 1000 tokens; expected 2 blocks of 512 tokens/,
    ],
  ])('refuses %s', (_name, text, message) => {
    write('trace.jsonl', text);
    expectRefused(headroom('simulate', write('mooncake.yaml', mooncake)), message);
  });

  it('refuses a trace that is not there', () => {
    expectRefused(
      headroom('simulate', write('azure.yaml', azure.replace('trace.csv', 'gone.csv'))),
      /gone\.csv: no such trace file/,
    );
  });
});

describe('profiles', () => {
  const scenario = GOOD.replaceAll('qwen3-0.6b-bf16_h100_sxm_vllm_tp1', './');

  it.each([
    ['a negative latency', { prefill_ttft: [10, -20, 30, 40] }, {}, /prefill\.ttft_ms\[1\] is -20; it must be above 0/],
    ['no capacity', {}, { max_kv_tokens: [0] }, /decode\.max_kv_tokens is 0; it must be above 0/],
    ['what is no number', {}, { z_itl: [5, null, 5, 6] }, /decode\.itl_ms\[1\] is NaN; it must be a finite number/],
    [
      'KV use above all',
      {},
      { x_kv_usage: [0.1, 1.5, 0.1, 0.5] },
      /decode\.kv_usage\[1\] is 1\.5; it must lie in 0\.\.1/,
    ],
    [
      'too few points',
      { prefill_isl: [1, 2], prefill_ttft: [1, 2], prefill_thpt_per_gpu: [1, 2] },
      {},
      /prefill: 2 points; at least 4 are needed/,
    ],
    ['arrays of two lengths', { prefill_ttft: [10, 20, 30] }, {}, /prefill: its arrays differ in length/],
    ['points on one line', {}, { y_context_length: [100, 100, 100, 100] }, /all points lie on one line/],
    ['a missing array', {}, { z_itl: undefined }, /decode_raw_data\.json: holds no array 'z_itl'/],
  ])('refuses %s', (_name, prefill, decode, message) => {
    write('prefill_raw_data.json', JSON.stringify({ ...PROFILE.prefill, ...prefill }));
    write('decode_raw_data.json', JSON.stringify({ ...PROFILE.decode, ...decode }));
    expectRefused(headroom('simulate', write('profile.yaml', scenario)), message);
  });
});
