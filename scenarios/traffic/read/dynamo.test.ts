import { describe, expect, it } from 'vitest';
import { jsonl } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { readServed } from '../../testing/traffic.js';
import { dynamo } from './dynamo.js';

const read = (...fields: object[]) =>
  importLines(
    (context) => dynamo(context, 512),
    fields.map((one) => JSON.stringify(one)),
  );
const lengths = { input_length: 10, output_length: 2 };

describe("Dynamo's replay", () => {
  it('of rows without sessions is Mooncake, under either name of each field', () => {
    const { rows, importer } = read(
      { timestamp: 1000, ...lengths },
      { created_time: 2000, input_tokens: 99, output_tokens: 9, hash_ids: [4] },
    );
    expect(rows).toEqual([
      { time_us: 1e6, inputTokens: 10, outputTokens: 2 },
      { time_us: 2e6, inputTokens: 99, outputTokens: 9, prefixBlocks: [4] },
    ]);
    expect(importer.closedLoop).toBe(false);
  });

  it('knows turns of a session by their order, and how long each waits', () => {
    const { rows, importer } = read(
      { session_id: 'a', timestamp: 1000, ...lengths },
      { session_id: 'a', delay: 300, ...lengths },
      { session_id: 'a', delay_ms: 400.5, timestamp: 5000, ...lengths },
      { session_id: 'a', timestamp: 9000, ...lengths },
    );
    expect(rows.map(({ time_us, turn, think_us }) => [time_us, turn, think_us])).toEqual([
      [1e6, 0, undefined],
      [0, 1, 300_000],
      [0, 2, 400_500],
      [0, 3, 4e6], // no delay: from the last time stamp of the session, 5000, to its own
    ]);
    expect(importer.closedLoop).toBe(true);
  });

  it('lets a session without a time begin at once', () => {
    expect(read({ session_id: 'a', ...lengths }).rows[0]).toMatchObject({ time_us: 0, turn: 0 });
    const { rows } = read({ session_id: 'a', ...lengths }, { session_id: 'a', timestamp: 700, ...lengths });
    expect(rows[1]!.think_us).toBe(700_000);
  });

  it('takes a delay of 0 before a first turn for none', () => {
    expect(read({ session_id: 'a', timestamp: 5, delay: 0, ...lengths }).rows[0]).toMatchObject({ time_us: 5000 });
  });

  it('takes numbers for names of sessions', () => {
    expect(read({ session_id: 7, ...lengths }).rows[0]!.sessionId).toBe('7');
  });

  it.each([
    [
      'a delay before a first turn',
      [{ session_id: 'a', delay: 5, ...lengths }],
      'delay: found 5; expected no delay before the first turn of a session',
    ],
    ['no time without a session', [lengths], 'timestamp: found nothing; expected milliseconds, 0 or more'],
    [
      'a later turn without both',
      [
        { session_id: 'a', ...lengths },
        { session_id: 'a', ...lengths },
      ],
      'delay: found nothing; expected a delay or a timestamp',
    ],
    [
      'a turn before the one before it',
      [
        { session_id: 'a', timestamp: 100, ...lengths },
        { session_id: 'a', timestamp: 50, ...lengths },
      ],
      'timestamp: found 50; expected a time after the turn before it',
    ],
    [
      'a negative delay',
      [
        { session_id: 'a', ...lengths },
        { session_id: 'a', delay: -1, ...lengths },
      ],
      'delay: found -1; expected milliseconds, 0 or more',
    ],
    [
      'a session that is no name',
      [{ session_id: {}, timestamp: 1, ...lengths }],
      'session_id: found {}; expected text',
    ],
    [
      'lengths that are none',
      [{ timestamp: 1, input_tokens: 'x', output_tokens: 1 }],
      'input_tokens: found "x"; expected a whole number',
    ],
  ])('refuses %s', (_name, fields, message) => {
    expect(refusal(() => read(...fields))).toMatchObject({ code: 'HR_TRACE_INVALID', message });
  });
});

describe('a replay that is served', () => {
  const rows = [
    { session_id: 'a', timestamp: 1000, ...lengths },
    { timestamp: 2000, input_tokens: 99, output_tokens: 9 },
    { session_id: 'b', created_time: 500, input_length: 5, output_length: 5, hash_ids: [1] },
    { session_id: 'a', delay: 300, input_length: 20, output_length: 2 },
    { session_id: 'a', timestamp: 9000, input_length: 30, output_length: 2 },
  ];

  it('sends later turns after the end of the one before, first turns in order of time', () => {
    const { requests, provenance } = readServed({ format: 'dynamo', path: jsonl(rows) }, 2);
    expect(
      requests.map(({ arrival_s, sessionId, turn, inputTokens }) => [arrival_s, sessionId, turn, inputTokens]),
    ).toEqual([
      [0, 'b', 0, 5],
      [0.5, 'a', 0, 10],
      [1.5, undefined, undefined, 99],
      [0.5 + 2 + 0.3, 'a', 1, 20],
      [2.8 + 2 + 8, 'a', 2, 30],
    ]);
    expect(requests[3]!.after).toEqual({ thinkSeconds: 0.3 });
    expect(new Set(requests.map(({ id }) => id)).size).toBe(5);
    expect(provenance).toMatchObject({ rows_read: 5, rows_kept: 5, requests: 5 });
  });

  it('gives the place of a failed first turn to the next', () => {
    const path = jsonl([{ ...rows[0], output_length: 0 }, rows[3]!, rows[4]!]);
    const { requests, provenance } = readServed({ format: 'dynamo', path }, 1);
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 9]);
    expect(provenance).toMatchObject({ rows_read: 3, rows_kept: 2, dropped: { 'zero tokens': 1 } });
  });
});
