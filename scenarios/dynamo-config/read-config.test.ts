import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { tempFile, tempFolder } from '../testing/files.js';
import { expectNoCrash, textEdits } from '../testing/never-crashes.js';
import { refusal, refusals } from '../testing/refusals.js';
import { ALIASES, deciding, WITHOUT_EFFECT } from './fields.js';
import { readDynamoConfig } from './read-config.js';

const TARGETS = { ttft_ms: 700, itl_ms: 50 };
const read = (source: string | Record<string, unknown>, release: '1.4.2' | '1.6.1' = '1.6.1') =>
  readDynamoConfig(source, release, TARGETS, (path) => path);
const SLA = { mode: 'agg', optimization_target: 'sla', enable_load_scaling: true, ttft: 900, itl: 40 };

describe('the same configuration', () => {
  const expected = read(SLA).config;

  it('as fields, with aliases', () => {
    expect(expected).toMatchObject({ mode: 'agg', ttft_ms: 900, itl_ms: 40, enableThroughputScaling: true });
  });

  it.each([
    ['a YAML file', () => tempFile('a.yaml', stringify(SLA))],
    ['a YAML file with a BOM and CRLF', () => tempFile('a.yaml', `\uFEFF${stringify(SLA).replaceAll('\n', '\r\n')}`)],
    ['a JSON file', () => tempFile('a.json', JSON.stringify(SLA, null, 2))],
    ['a file of no particular name', () => tempFile('planner.conf', JSON.stringify(SLA))],
    ['JSON text', () => JSON.stringify(SLA)],
    ['JSON text behind a blank', () => `  ${JSON.stringify(SLA)}`],
  ])('from %s', (_name, source) => expect(read(source()).config).toEqual(expected));

  it('from a path of the scenario', () => {
    const folder = tempFolder({ 'in/a.yaml': stringify(SLA) });
    expect(readDynamoConfig('a.yaml', '1.6.1', TARGETS, (path) => join(folder, 'in', path)).config).toEqual(expected);
  });
});

describe('a configuration', () => {
  it('of nothing has defaults and the given targets', () => {
    for (const nothing of [{}, '{}', tempFile('empty.yaml', '')]) {
      const { config, withoutEffect, warmUp } = read(nothing);
      expect(config).toMatchObject({ ttft_ms: 700, itl_ms: 50, maxGpuBudget: 8 });
      expect([withoutEffect, warmUp]).toEqual([[], []]);
    }
  });

  it('may have what only a deployment needs, and says so', () => {
    const fields = { namespace: 'prod', mode: 'agg', scheduling: { scale_interval_seconds: 5 }, auth: null };
    expect(read(fields).withoutEffect).toEqual(['namespace', 'scheduling', 'auth']);
  });

  it('warms its predictors up by its own interval, from a trace', () => {
    const row = (timestamp: number) =>
      JSON.stringify({ timestamp, input_length: 100 + timestamp / 1000, output_length: 10 });
    const load_predictor_warmup_trace = tempFile('warm.jsonl', [0, 1000, 61_000].map(row).join('\n'));
    const { warmUp } = read({ load_predictor_warmup_trace, throughput_adjustment_interval: 60 });
    expect(warmUp).toEqual([
      { requests: 2, isl: 100.5, osl: 10 },
      { requests: 1, isl: 161, osl: 10 },
    ]);
    expect(read({ load_predictor_warmup_trace: null }).warmUp).toEqual([]);
  });

  it('of 1.4 may name a field that was renamed since', () => {
    expect(() => read({ aic_perf_model: {} }, '1.4.2')).not.toThrow();
    expect(refusal(() => read({ aic_perf_model: {} }))).toMatchObject({
      message: 'aic_perf_model: gone since 1.6',
      hint: 'Use ais_perf_model.',
    });
  });
});

describe('mistakes of a file are told at their places', () => {
  it.each([
    [
      'an unknown field',
      'mode: agg\nmax_gpu_budgets: 4\n',
      'bad.yaml:2:18',
      'max_gpu_budgets: no such field',
      "Did you mean 'max_gpu_budget'?",
    ],
    ['a field like none', 'zzz: 4\n', 'bad.yaml:1:6', 'zzz: no such field', undefined],
    [
      'a wrong type',
      'max_gpu_budget: many\n',
      'bad.yaml:1:17',
      'max_gpu_budget: found "many"; Invalid input: expected number, received string',
      undefined,
    ],
    [
      'a wrong choice',
      'mode: disaggregated\n',
      'bad.yaml:1:7',
      'mode: found "disaggregated"; Invalid option: expected one of "disagg"|"prefill"|"decode"|"agg"',
      undefined,
    ],
    [
      'a bucket count that is no square',
      'fpm_sample_bucket_size: 15\n',
      'bad.yaml:1:25',
      'fpm_sample_bucket_size: found 15; a square, as 16',
      undefined,
    ],
    [
      'a rule over two fields',
      'optimization_target: sla\nenable_load_scaling: true\nload_adjustment_interval: 200\n',
      'bad.yaml:3:27',
      'load_adjustment_interval_seconds: found 200; expected less than 180',
      undefined,
    ],
    [
      'a rule of the mode',
      'mode: agg\nprefill_min_endpoint: 2\n',
      'bad.yaml:2:23',
      'prefill_min_endpoint: has no role in mode agg; expected min_endpoint alone',
      undefined,
    ],
    ['a list', '- mode\n', 'bad.yaml', 'expected a group of fields', undefined],
    ['a word', 'agg\n', 'bad.yaml', 'expected a group of fields', undefined],
  ])('%s', (_name, text, place, message, hint) => {
    expect(refusal(() => read(tempFile('bad.yaml', text)))).toEqual({
      code: 'HR_PLANNER_CONFIG_INVALID',
      place,
      message,
      ...(hint && { hint }),
    });
  });

  it('no YAML', () => {
    expect(refusals(() => read(tempFile('bad.yaml', 'mode: [\n')))[0]).toMatchObject({
      place: 'bad.yaml:2:1',
      message: expect.stringMatching(/^not valid YAML: /),
    });
    expect(refusals(() => read('{"mode": '))[0]).toMatchObject({ place: expect.stringMatching(/^planner\.config:1:/) });
  });

  it('all of a file at once: unknown fields, then types', () => {
    expect(
      refusals(() => read({ mod: 'agg', max_gpu_budget: 'x' })).map(({ place, message }) => [place, message]),
    ).toEqual([
      ['planner.config', 'mod: no such field'],
      ['planner.config', 'max_gpu_budget: found "x"; Invalid input: expected number, received string'],
    ]);
  });

  it('a default that breaks a rule is told without a place: nobody wrote it', () => {
    const told = refusal(() =>
      read(
        tempFile(
          'bad.yaml',
          'optimization_target: sla\nenable_load_scaling: true\nthroughput_adjustment_interval: 4\n',
        ),
      ),
    );
    expect(told).toMatchObject({
      place: 'bad.yaml',
      message: 'load_adjustment_interval_seconds: found 5; expected less than 4',
    });
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['is not there', '/nowhere/p.yaml', 'p.yaml', 'no such file, and not JSON text'],
    ['is a folder', tempFolder(), undefined, 'cannot be read (EISDIR)'],
  ])('%s', (_name, path, place, message) => {
    expect(refusal(() => read(path))).toMatchObject({
      code: 'HR_PLANNER_CONFIG_INVALID',
      message,
      ...(place && { place }),
    });
  });
});

describe('whatever is given, the answer is a configuration or an error for the user', () => {
  const names = [...Object.keys(deciding), ...Object.keys(ALIASES), ...WITHOUT_EFFECT, 'unknown'];

  it('as fields', () => {
    const value = fc.constantFrom<unknown>(
      null,
      true,
      -1,
      0,
      1,
      16,
      200,
      1.5,
      'agg',
      'sla',
      'load',
      'x',
      [],
      {},
      Number.NaN,
    );
    const fields = fc.dictionary(fc.constantFrom(...names.filter((name) => !name.endsWith('trace'))), value, {
      maxKeys: 6,
    });
    expectNoCrash(fields, ['HR_PLANNER_CONFIG_INVALID'], (given) => read(given), 200);
  });

  it('as a file', () => {
    const path = tempFile('p.yaml', '');
    const edits = fc.array(textEdits(['', ':', '-', '[', '}', '"', '*a', '\n', '\t', 'null', '0']), {
      minLength: 1,
      maxLength: 3,
    });
    expectNoCrash(edits, ['HR_PLANNER_CONFIG_INVALID'], (chosen) => {
      writeFileSync(
        path,
        chosen.reduce((text, edit) => edit(text), stringify(SLA)),
      );
      read(path);
    });
  });
});
