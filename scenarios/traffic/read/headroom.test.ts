import { describe, expect, it } from 'vitest';
import { jsonl } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { readServed } from '../../testing/traffic.js';
import { headroom } from './headroom.js';

const read = (...fields: object[]) =>
  importLines(
    headroom,
    fields.map((one) => JSON.stringify(one)),
  );
const row = { arrival_us: 5, input_tokens: 1, output_tokens: 2 };
const waiting = { session_id: 's', input_tokens: 1, output_tokens: 2, after: { request_id: 'prev', think_us: 7 } };

describe("Headroom's own trace", () => {
  it('has every part of a row', () => {
    const { rows } = read({
      arrival_us: 1_500_000,
      input_tokens: 600,
      output_tokens: 20,
      session_id: 's',
      turn: 3,
      prefix_blocks: [4, 5],
      model: 'm',
      client_id: 'c',
      slo_class: 'chat',
      status: 'failed',
    });
    expect(rows).toEqual([
      {
        time_us: 1_500_000,
        inputTokens: 600,
        outputTokens: 20,
        sessionId: 's',
        turn: 3,
        prefixBlocks: [4, 5],
        model: 'm',
        client: 'c',
        class: 'chat',
        failed: true,
        think_us: undefined,
      },
    ]);
  });

  it('needs a time and two lengths', () => {
    expect(read(row).rows).toEqual([{ time_us: 5, inputTokens: 1, outputTokens: 2 }]);
    expect(read({ ...row, status: 'ok' }).rows[0]!.failed).toBeUndefined();
  });

  it('waits where it says so: the time may be left out', () => {
    expect(read({ ...row, session_id: 's' }, waiting, { ...waiting, arrival_us: 9 }).rows).toMatchObject([
      { time_us: 5, sessionId: 's' },
      { time_us: 0, think_us: 7 },
      { time_us: 9, think_us: 7 },
    ]);
  });

  it('has a header that is no row: version, blocks, and whether rows wait', () => {
    const header = { format_version: 1, block_tokens: 16, closed_loop: false };
    const { rows, account, importer } = read(header, {
      ...row,
      session_id: 's',
      input_tokens: 17,
      prefix_blocks: [1, 2],
    });
    expect(rows).toHaveLength(1);
    expect(account.blockTokens).toBe(16);
    expect(importer.closedLoop).toBe(false);
  });

  it('with sessions may wait unless the header says no', () => {
    expect(read({ ...row, session_id: 's' }).importer.closedLoop).toBe(true);
    expect(read({ format_version: 1 }, { ...row, session_id: 's' }).importer.closedLoop).toBe(true);
    expect(read(row).importer.closedLoop).toBe(false);
  });

  it('without blocks or a header names no block size', () => {
    expect(read(row).account.blockTokens).toBeUndefined();
    expect(read({ ...row, prefix_blocks: [1] }).account.blockTokens).toBe(512);
  });

  it('is served turn by turn', () => {
    const path = jsonl([{ ...row, session_id: 's' }, waiting, { ...row, arrival_us: 8 }]);
    const { requests } = readServed({ format: 'headroom', path }, 1);
    expect(requests.map(({ arrival_s, turn }) => [arrival_s, turn])).toEqual([
      [0, undefined],
      [0.000003, undefined],
      [1.000007, undefined],
    ]);
  });
});

describe('refuses', () => {
  const AFTER = 'expected {"request_id":"prev","think_us":…}';
  it.each([
    ['another version', [{ format_version: 9 }], 'format_version: found 9; expected 1'],
    ['a version that is none', [{ format_version: 'one' }], 'format_version: found "one"; expected a whole number'],
    [
      'blocks of no tokens',
      [{ format_version: 1, block_tokens: 0 }],
      'block_tokens: found 0; expected a whole number above 0',
    ],
    ['no time', [{ ...row, arrival_us: undefined }], 'arrival_us: found nothing; expected microseconds, 0 or more'],
    ['a time before the start', [{ ...row, arrival_us: -1 }], 'arrival_us: found -1; expected microseconds, 0 or more'],
    ['no lengths', [{ arrival_us: 5 }], 'input_tokens: found nothing; expected a whole number'],
    [
      'a wait without a session',
      [{ ...waiting, session_id: undefined }],
      'session_id: found nothing; expected a session, for a row that waits for the one before it',
    ],
    [
      'a wait against its header',
      [{ format_version: 1, closed_loop: false }, waiting],
      'after: found {"request_id":"prev","think_us":7}; expected no row that waits, as the header says closed_loop: false',
    ],
    [
      'a wait for another row',
      [{ ...waiting, after: { request_id: '5', think_us: 1 } }],
      `after: found {"request_id":"5","think_us":1}; ${AFTER}`,
    ],
    ['a wait of no length', [{ ...waiting, after: {} }], `after: found {}; ${AFTER}`],
    ['a negative wait', [{ ...waiting, after: { think_us: -1 } }], `after: found {"think_us":-1}; ${AFTER}`],
    ['a broken turn', [{ ...row, turn: 0.5 }], 'turn: found 0.5; expected a whole number'],
    [
      'blocks that do not fit',
      [{ ...row, prefix_blocks: [1, 2] }],
      'prefix_blocks: found 2 ids for 1 tokens; expected 1 blocks of 512 tokens',
    ],
  ])('%s', (_name, fields, message) => {
    expect(refusal(() => read(...fields))).toMatchObject({ code: 'HR_TRACE_INVALID', message });
  });
});
