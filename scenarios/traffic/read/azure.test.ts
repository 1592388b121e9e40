import { describe, expect, it } from 'vitest';
import { tempFile } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { read } from '../../testing/traffic.js';
import { azure } from './azure.js';

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const rows = (...lines: string[]) => importLines(azure, [HEADER, ...lines]).rows;
const traffic = (text: string, changes: object = {}) =>
  read({ format: 'azure', path: tempFile('trace.csv', text), ...changes });

describe("Azure's trace", () => {
  it('of 2023 has CRLF and no last newline; no row is lost', () => {
    const { requests } = traffic(
      `${HEADER}\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109`,
    );
    expect(requests).toEqual([
      { id: 0, arrival_s: 0, inputTokens: 374, outputTokens: 44 },
      { id: 1, arrival_s: 4.314579, inputTokens: 396, outputTokens: 109 },
    ]);
  });

  it('of 2024 mixes stamps with and without a fraction', () => {
    const { requests } = traffic(
      `${HEADER}\n2024-05-10 00:00:00.009930+00:00,2162,5\n2024-05-10 00:00:01+00:00,2399,6\n2024-05-10 00:01:00.5+00:00,76,15\n`,
    );
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 0.99007, 60.49007]);
  });

  it('of 2025 has T, milliseconds and Z, and images that are not used', () => {
    const { requests, provenance } = traffic(
      'TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15T12:00:00.269Z,2,1000,5\n2024-10-15T12:00:01.269Z,0,7,5\n',
    );
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 1]);
    expect(provenance.warnings).toEqual(['columns not used: NumImages']);
  });

  it('tells absolute times: two of one hour can be laid over each other', () => {
    const [row] = rows('2023-11-16 18:15:46.6805900,374,44');
    expect(row).toEqual({
      time_us: Date.UTC(2023, 10, 16, 18, 15, 46) * 1000 + 680_590,
      inputTokens: 374,
      outputTokens: 44,
    });
    expect(traffic(`${HEADER}\n1970-01-01 00:00:05,1,1\n`).provenance.rows_kept).toBe(1);
  });

  it('of different zones is one clock', () => {
    const { requests } = traffic(`${HEADER}\n2024-05-10 02:00:00+02:00,1,1\n2024-05-10 00:00:01Z,1,1\n`);
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 1]);
  });

  it('may be saved again by others: quotes, a BOM, floats, columns in another order', () => {
    const { requests } = traffic(
      '\uFEFF"GeneratedTokens",x,TIMESTAMP,ContextTokens\n"5","a,""b",2024-05-12 00:00:00+00:00,7.0\n',
    );
    expect(requests).toEqual([{ id: 0, arrival_s: 0, inputTokens: 7, outputTokens: 5 }]);
  });

  it('keeps exact duplicates, and leaves out rows without tokens', () => {
    const same = '2024-05-12 00:00:00Z,5,5';
    const { requests, provenance } = traffic([HEADER, same, same, '2024-05-12 00:00:01Z,5,0'].join('\n'));
    expect(requests).toHaveLength(2);
    expect(provenance).toMatchObject({ rows_read: 3, rows_kept: 2, dropped: { 'zero tokens': 1 } });
  });

  it.each([
    ['without a row', `${HEADER}\n`],
    ['of rows that all failed', `${HEADER}\n2024-05-12 00:00:00Z,0,0\n`],
    ['that is empty', ''],
  ])('%s is refused', (_name, text) => {
    expect(refusal(() => traffic(text))).toMatchObject({
      code: 'HR_TRACE_EMPTY',
      place: 'trace.csv',
      message: 'the traffic holds no request',
    });
  });

  it('is refused where its clock goes backwards, since a stream cannot be sorted', () => {
    expect(refusal(() => traffic(`${HEADER}\n2024-05-12 00:00:05Z,1,1\n2024-05-12 00:00:03Z,1,1\n`))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 'trace.csv',
      message: 'request 2 comes 2 s before the one above it; expected rows in order of time',
      hint: 'Sort the trace by its time column, or set traffic.sort: true to have it sorted in memory.',
    });
  });
});

describe('rows that cannot be understood', () => {
  it.each([
    [
      'a time that is none',
      'yesterday,5,5',
      'trace.csv:2:1',
      "TIMESTAMP: found 'yesterday'; expected a time as 2023-11-16 18:15:46.6805900",
    ],
    [
      'a time in seconds',
      '12.5,5,5',
      'trace.csv:2:1',
      "TIMESTAMP: found '12.5'; expected a time as 2023-11-16 18:15:46.6805900",
    ],
    ['an empty time', ',5,5', 'trace.csv:2:1', "TIMESTAMP: found ''; expected a time as 2023-11-16 18:15:46.6805900"],
    [
      'negative tokens',
      '2024-05-12 00:00:00Z,-5,5',
      'trace.csv:2:22',
      "ContextTokens: found '-5'; expected a whole number of tokens",
    ],
    [
      'missing tokens',
      '2024-05-12 00:00:00Z,5,',
      'trace.csv:2:24',
      "GeneratedTokens: found ''; expected a whole number of tokens",
    ],
    [
      'broken tokens',
      '2024-05-12 00:00:00Z,5,5.5',
      'trace.csv:2:24',
      "GeneratedTokens: found '5.5'; expected a whole number of tokens",
    ],
    [
      'a line that breaks off',
      '2024-05-12 00:00',
      'trace.csv:2:1',
      'found 1 cells; expected 3 as in the header (numbers without thousands separators)',
    ],
  ])('%s', (_name, line, place, message) => {
    expect(refusal(() => rows(line))).toEqual({ code: 'HR_TRACE_INVALID', place, message });
  });

  it('are told with their line, however far down', () => {
    const good = Array.from(
      { length: 20_000 },
      (_, i) => `2024-05-12 00:00:00.${String(i).padStart(6, '0')}Z,${i + 1},1`,
    );
    expect(refusal(() => traffic([HEADER, ...good, 'x,1,1'].join('\n'))).place).toBe('trace.csv:20002:1');
  });
});
