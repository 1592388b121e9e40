import { describe, expect, it } from 'vitest';
import { jsonl } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { read } from '../../testing/traffic.js';
import { mooncake } from './mooncake.js';

const row = { timestamp: 0, input_length: 600, output_length: 5, hash_ids: [0, 1] };
const rows = (fields: readonly object[], blockTokens = 512) =>
  importLines(
    (context) => mooncake(context, blockTokens),
    fields.map((one) => JSON.stringify(one)),
  );

describe("Mooncake's trace", () => {
  it('has milliseconds, and ids of its prefix blocks', () => {
    const { rows: read, account } = rows([row, { ...row, timestamp: 1500.5 }]);
    expect(read).toEqual([
      { time_us: 0, inputTokens: 600, outputTokens: 5, prefixBlocks: [0, 1] },
      { time_us: 1_500_500, inputTokens: 600, outputTokens: 5, prefixBlocks: [0, 1] },
    ]);
    expect(account.blockTokens).toBe(512);
  });

  it.each([[[]], [undefined], [null]])('without ids (%j) knows nothing of prefixes', (hash_ids) => {
    expect(rows([{ ...row, hash_ids }]).rows[0]!.prefixBlocks).toBeUndefined();
  });

  it('gives each request its blocks and their size', () => {
    const { requests } = read({ format: 'mooncake', path: jsonl([row, { ...row, timestamp: 1500, hash_ids: [] }]) });
    expect(requests).toEqual([
      { id: 0, arrival_s: 0, inputTokens: 600, outputTokens: 5, prefixBlocks: [0, 1], blockTokens: 512 },
      { id: 1, arrival_s: 1.5, inputTokens: 600, outputTokens: 5 },
    ]);
  });

  it('may have other blocks, if that is said', () => {
    const hash_ids = Array.from({ length: 38 }, (_, i) => i);
    expect(rows([{ ...row, hash_ids }], 16).rows[0]!.prefixBlocks).toHaveLength(38);
    expect(refusal(() => rows([{ ...row, hash_ids }])).hint).toBe(
      'If the trace uses another block size, set traffic.block_tokens.',
    );
  });

  it.each([
    ['no time', { timestamp: undefined }, 'timestamp: found nothing; expected milliseconds from the start, 0 or more'],
    [
      'a time before the start',
      { timestamp: -1 },
      'timestamp: found -1; expected milliseconds from the start, 0 or more',
    ],
    ['a time as text', { timestamp: '0' }, 'timestamp: found "0"; expected milliseconds from the start, 0 or more'],
    ['no prompt', { input_length: undefined }, 'input_length: found nothing; expected a whole number'],
    ['half a token', { output_length: 0.5 }, 'output_length: found 0.5; expected a whole number'],
  ])('refuses %s', (_name, changes, message) => {
    expect(refusal(() => rows([row, { ...row, ...changes }]))).toMatchObject({ code: 'HR_TRACE_INVALID', message });
  });

  it('says where a row breaks off', () => {
    expect(
      refusal(() =>
        importLines((context) => mooncake(context, 512), [JSON.stringify(row), '', '{"timestamp": 5, "inp']),
      ).place,
    ).toMatch(/^trace\.csv:3:/);
  });
});
