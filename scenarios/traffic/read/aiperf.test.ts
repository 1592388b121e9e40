import { describe, expect, it } from 'vitest';
import { jsonl } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { readServed } from '../../testing/traffic.js';
import { aiperf } from './aiperf.js';

const read = (...fields: object[]) =>
  importLines(
    (context) => aiperf(context, 512),
    fields.map((one) => JSON.stringify(one)),
  );

describe("aiperf's trace", () => {
  it('of rows without sessions has milliseconds and blocks; without a time a row comes at once', () => {
    const { rows, importer, account } = read(
      { timestamp: 1500, input_length: 600, output_length: 4, hash_ids: [1, 2] },
      { input_length: 5, output_length: 1 },
    );
    expect(rows).toEqual([
      { time_us: 1_500_000, inputTokens: 600, outputTokens: 4, prefixBlocks: [1, 2] },
      { time_us: 0, inputTokens: 5, outputTokens: 1 },
    ]);
    expect(importer.closedLoop).toBe(false);
    expect(account.blockTokens).toBe(512);
  });

  it('of a session holds only what is new in a turn: prompts grow by what was said before', () => {
    const { rows, importer } = read(
      { session_id: 's', input_length: 300, output_length: 40 },
      { session_id: 's', delay: 2000, input_length: 150, output_length: 20 },
      { session_id: 's', delay: 0.5, input_length: 1, output_length: 2 },
    );
    expect(
      rows.map(({ inputTokens, outputTokens, turn, think_us }) => [inputTokens, outputTokens, turn, think_us]),
    ).toEqual([
      [300, 40, 0, undefined],
      [490, 20, 1, 2e6], // 300 + 40 + 150
      [511, 2, 2, 500], // 490 + 20 + 1
    ]);
    expect(importer.closedLoop).toBe(true);
  });

  it('keeps the conversations of sessions apart', () => {
    const { rows } = read(
      { session_id: 'a', input_length: 10, output_length: 1 },
      { session_id: 'b', input_length: 20, output_length: 2 },
      { session_id: 'a', input_length: 1, output_length: 1 },
      { session_id: 'b', input_length: 1, output_length: 1 },
    );
    expect(rows.map(({ inputTokens }) => inputTokens)).toEqual([10, 20, 12, 23]);
  });

  it('counts a prompt that is given as text at four characters a token, and says so once', () => {
    const { rows, account } = read(
      { text_input: 'x'.repeat(41), output_length: 5 },
      { text_input: '', output_length: 5 },
      { text_input: 'xxxx', input_length: 7, output_length: 5 },
    );
    expect(rows.map(({ inputTokens }) => inputTokens)).toEqual([11, 0, 7]);
    expect(account.warnings).toEqual(['prompts given as text are taken for 4 characters a token']);
  });

  it('does not use the blocks of later turns, which do not cover what was said before', () => {
    const { rows, account } = read(
      { session_id: 's', input_length: 512, output_length: 1, hash_ids: [1] },
      { session_id: 's', input_length: 512, output_length: 1, hash_ids: [2] },
    );
    expect(rows.map(({ prefixBlocks }) => prefixBlocks)).toEqual([[1], undefined]);
    expect(account.warnings).toEqual([
      'hash_ids of later turns do not cover the conversation before them and are not used',
    ]);
  });

  it('waits by delay, and not before a time stamp of its own', () => {
    const path = jsonl([
      { session_id: 's', input_length: 300, output_length: 40 },
      { session_id: 's', delay: 2000, input_length: 150, output_length: 20 },
      { session_id: 's', timestamp: 60_000, input_length: 10, output_length: 5 },
      { session_id: 's', timestamp: 1000, delay: 500, input_length: 10, output_length: 5 },
    ]);
    const { requests } = readServed({ format: 'aiperf', path }, 1);
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 3, 60, 61.5]);
  });

  it.each([
    ['no prompt', { output_length: 1 }, 'input_length: found nothing; expected a whole number'],
    [
      'a prompt of another kind',
      { text_input: 5, output_length: 1 },
      'input_length: found nothing; expected a whole number',
    ],
    ['no answer', { input_length: 1 }, 'output_length: found nothing; expected a whole number'],
    [
      'a delay that is none',
      { delay: 'x', input_length: 1, output_length: 1 },
      'delay: found "x"; expected milliseconds, 0 or more',
    ],
    [
      'blocks that do not fit',
      { input_length: 600, output_length: 4, hash_ids: [1] },
      'hash_ids: found 1 ids for 600 tokens; expected 2 blocks of 512 tokens',
    ],
  ])('refuses %s', (_name, fields, message) => {
    expect(refusal(() => read(fields))).toMatchObject({ code: 'HR_TRACE_INVALID', message });
  });
});
