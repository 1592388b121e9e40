/** Scenarios that cannot be run, through the command line. */
import { describe, expect, it } from 'vitest';
import { badInputRig, GOOD } from './testing/bad-input.js';

const { write, headroom, expectRefused, pathOf } = badInputRig();

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
  ])('refuses %s', async (_name, from, to, message) => {
    expect(GOOD).toContain(from);
    await expectRefused(['simulate', write('bad.yaml', GOOD.replace(from, to))], message);
  });

  it('tells several mistakes at once', () => {
    const text = GOOD.replace('rps: 2', 'rps: -2').replace('policy: static', 'policy: static, interval: 60');
    const { status, stderr } = headroom('simulate', write('bad.yaml', text));
    expect(stderr).toMatch(/generator\.rate\.0\.rps: found -2/);
    expect(stderr).toMatch(/planner\.interval: no such field/);
    expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m); // no stack trace
    expect(status).toBe(2);
  });

  it.each([
    ['an empty file', '', /the scenario|traffic: missing/],
    ['a list', '- 1\n- 2\n', /the scenario: found/],
  ])('refuses %s', async (_name, text, message) => {
    await expectRefused(['simulate', write('odd.yaml', text)], message);
  });

  it('refuses a file that is not there', async () => {
    await expectRefused(['simulate', pathOf('nowhere.yaml')], /nowhere\.yaml: no such file/);
  });
});
