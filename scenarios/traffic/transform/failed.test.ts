import { describe, expect, it } from 'vitest';
import { tempFile } from '../../testing/files.js';
import { rowAt, through } from '../../testing/stages.js';
import { read } from '../../testing/traffic.js';
import { transformTexts } from '../account.js';
import { type FailedPolicy, failedJudge, judgeRows } from './failed.js';

const given = [
  rowAt(0),
  rowAt(1, { outputTokens: 0 }),
  rowAt(2, { inputTokens: 0, outputTokens: 0 }),
  rowAt(3, { failed: true }),
  rowAt(4, { failed: true, outputTokens: 0 }),
  rowAt(5, { inputTokens: 0 }),
];
const judged = (policy: FailedPolicy) =>
  through((next, account) => judgeRows(next, failedJudge(policy, account)), given);
const brief = (policy: FailedPolicy) =>
  judged(policy).rows.map(({ time_us, inputTokens, outputTokens, failed }) => [
    time_us / 1e6,
    inputTokens,
    outputTokens,
    failed,
  ]);

describe('failed rows', () => {
  it('are dropped, and counted by what is wrong with them', () => {
    expect(brief('drop')).toEqual([[0, 10, 10, undefined]]);
    const { account } = judged('drop');
    expect(account.dropped).toEqual({ 'zero tokens': 4, 'failed at the source': 1 });
    expect(account.transforms).toEqual([]);
  });

  it('are kept, marked as failed', () => {
    expect(brief('keep')).toEqual([
      [0, 10, 10, undefined],
      [1, 10, 0, true],
      [2, 0, 0, true],
      [3, 10, 10, true],
      [4, 10, 0, true],
      [5, 0, 10, true],
    ]);
    expect(transformTexts(judged('keep').account)).toEqual(['failed rows: keep: 5 rows']);
  });

  it('are raised to a token each way, and are failures no longer', () => {
    expect(brief('clamp')).toEqual([
      [0, 10, 10, undefined],
      [1, 10, 1, undefined],
      [2, 1, 1, undefined],
      [3, 10, 10, undefined],
      [4, 10, 1, undefined],
      [5, 1, 10, undefined],
    ]);
    expect(transformTexts(judged('clamp').account)).toEqual(['failed rows: clamp: 5 rows']);
  });

  it('leave good rows as they are, down to the object', () => {
    const row = rowAt(0);
    expect(failedJudge('clamp', judged('drop').account)(row)).toBe(row);
  });
});

it('a kept failure asks for a token each way: no engine serves none', () => {
  const path = tempFile(
    'f.csv',
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-12 00:00:00Z,5,0\n2024-05-12 00:00:01Z,10,10\n2024-05-12 00:00:02Z,0,0\n',
  );
  const { requests, provenance } = read({ format: 'azure', path, failed: 'keep' });
  expect(requests.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual([
    [5, 1],
    [10, 10],
    [1, 1],
  ]);
  expect(provenance).toMatchObject({ input_tokens: 16, output_tokens: 12, rows_kept: 3 });
});
