/** Rows of a folder of measurements, with profiles that are shipped and others. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../studies/testing/index.js';
import { readSilicon } from './silicon-rows.js';

const SHIPPED = 'llama-3.1-8b-fp8_h200_sxm_vllm_tp1';
const OTHER = 'llama-3.1-70b-fp8_h200_sxm_vllm_tp1';

const ROW = {
  id: 'r1',
  backend: 'vllm',
  backend_version: '0.10',
  system: 'h200_sxm',
  model_path: 'm',
  precision: 'fp8',
  mode: 'agg',
  concurrency: '16',
  measured_on: '',
  isl: '1024',
  osl: '128',
  batch_size: '32',
  prefill_num_workers: '',
  prefill_batch_size: '',
  decode_num_workers: '',
  decode_batch_size: '',
  silicon_ttft_ms: '120.5',
  silicon_tpot_ms: '9.5',
};
type Fields = Partial<Record<keyof typeof ROW, string>>;

const DISAGGREGATED: Fields = {
  mode: 'disagg',
  prefill_num_workers: '2',
  prefill_batch_size: '4',
  decode_num_workers: '3',
  decode_batch_size: '64',
};

/** `profiles`: profile, prefill profile and decode profile of each row. */
function read(rows: readonly Fields[], profiles: readonly (readonly [string, string, string])[]) {
  const folder = testFolder();
  const lines = rows.map((fields, i) => Object.values({ ...ROW, id: `r${i}`, ...fields }).join(','));
  writeFileSync(join(folder, 'measured.csv'), [Object.keys(ROW).join(','), ...lines].join('\n'));
  const named = profiles.map((names, i) => `r${i},${names.join(',')}`);
  writeFileSync(join(folder, 'profiles.csv'), ['id,profile,prefill_profile,decode_profile', ...named].join('\n'));
  return readSilicon(folder);
}

describe('a row', () => {
  it('of an aggregated engine is one pool of one worker', () => {
    const { rows, skipped } = read([{}], [[SHIPPED, '', '']]);
    expect(skipped).toBe(0);
    expect(rows).toMatchObject([
      {
        id: 'r0',
        backend: 'vllm',
        version: '0.10',
        isDisaggregated: false,
        isDrawn: false,
        concurrency: 16,
        isl: 1024,
        osl: 128,
        pools: [{ profile: SHIPPED, workers: 1, batch: 32 }],
        ttft_ms: 120.5,
        tpot_ms: 9.5,
      },
    ]);
  });

  it('of a disaggregated one is two pools, prefill first', () => {
    const { rows } = read([DISAGGREGATED], [['', SHIPPED, OTHER]]);
    expect(rows[0]).toMatchObject({
      isDisaggregated: true,
      pools: [
        { profile: SHIPPED, workers: 2, batch: 4 },
        { profile: OTHER, workers: 3, batch: 64 },
      ],
    });
  });

  it('that does not say how many workers leaves them unknown', () => {
    const { rows } = read([{ ...DISAGGREGATED, decode_num_workers: '' }], [['', SHIPPED, OTHER]]);
    expect(rows[0]!.pools.map(({ workers }) => workers)).toEqual([2, undefined]);
  });

  it('with a date is from the campaign that draws its lengths', () => {
    expect(read([{ measured_on: '2026-01-05' }], [[SHIPPED, '', '']]).rows[0]!.isDrawn).toBe(true);
  });
});

describe('a row is skipped', () => {
  it.each<[string, Fields]>([
    ['a concurrency', { concurrency: '' }],
    ['a concurrency above 0', { concurrency: '0' }],
    ['a TTFT', { silicon_ttft_ms: '' }],
    ['a TPOT that is a number', { silicon_tpot_ms: 'nan' }],
    ['a prompt length', { isl: '' }],
    ['an answer length', { osl: '' }],
  ])('without %s', (_, fields) => {
    expect(
      read(
        [fields, {}],
        [
          [SHIPPED, '', ''],
          [SHIPPED, '', ''],
        ],
      ),
    ).toMatchObject({ rows: [{ id: 'r1' }], skipped: 1 });
  });

  it.each<[string, Fields, [string, string, string]]>([
    ['no profile', {}, ['', '', '']],
    ['a profile that is not shipped', {}, ['made-up', '', '']],
    ['no prefill profile', DISAGGREGATED, ['', '', SHIPPED]],
    ['no decode profile', DISAGGREGATED, ['', SHIPPED, '']],
    ['one of two that is shipped', DISAGGREGATED, ['', SHIPPED, 'made-up']],
  ])('with %s', (_, fields, profiles) => {
    expect(read([fields], [profiles])).toEqual({ rows: [], skipped: 1 });
  });

  it('where the folder names no profiles', () => {
    expect(read([{}], [])).toEqual({ rows: [], skipped: 1 });
  });
});

describe('two rows are of one configuration', () => {
  const names = [SHIPPED, '', ''] as const;
  const configurations = (fields: Fields) => read([{}, fields], [names, names]).rows.map((row) => row.configuration);

  it.each<[Fields]>([
    [{ concurrency: '64' }],
    [{ isl: '2048', osl: '1' }],
    [{ silicon_ttft_ms: '7', silicon_tpot_ms: '8' }],
    [{ batch_size: '1' }],
    [{ measured_on: '2026-01-05' }],
  ])('where %j alone differs', (fields) => {
    const [first, second] = configurations(fields);
    expect(second).toBe(first);
  });

  it.each<[Fields]>([
    [{ backend: 'sglang' }],
    [{ precision: 'bf16' }],
    [{ system: 'b200' }],
    [{ decode_num_workers: '4' }],
  ])('but not where %j does', (fields) => {
    const [first, second] = configurations(fields);
    expect(second).not.toBe(first);
  });
});
