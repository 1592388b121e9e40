import { describe, expect, it } from 'vitest';
import { tempFile } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { read } from '../../testing/traffic.js';
import { burstgpt } from './burstgpt.js';

const V1 = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type';
const V3 = 'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type';
const traffic = (...lines: string[]) => read({ format: 'burstgpt', path: tempFile('b.csv', lines.join('\n')) });

describe('BurstGPT', () => {
  it('is read by name: the third release has two more columns in between', () => {
    const [one] = importLines(burstgpt, [V1, '5,ChatGPT,472,18,490,Conversation log']).rows;
    expect(one).toEqual({
      time_us: 5e6,
      inputTokens: 472,
      outputTokens: 18,
      model: 'ChatGPT',
      class: 'Conversation log',
    });
    const [three] = importLines(burstgpt, [V3, '19440110.5,abc,3.2,ChatGPT,472,18,490,Conversation log']).rows;
    expect(three).toEqual({ ...one, time_us: 19_440_110.5e6, sessionId: 'abc', turn: 0 });
  });

  it('numbers the turns of a session as they come', () => {
    const lines = ['1,a,1,M,1,1,2,L', '2,b,1,M,1,1,2,L', '3,a,1,M,1,1,2,L', '4,,1,M,1,1,2,L', '5,a,1,M,1,1,2,L'];
    const { rows } = importLines(burstgpt, [V3, ...lines]);
    expect(rows.map(({ sessionId, turn }) => [sessionId, turn])).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 1],
      [undefined, undefined],
      ['a', 2],
    ]);
  });

  it('replays sessions open loop, at their times', () => {
    const { requests } = traffic(V3, '19440110,abc,3,M,1,1,2,L', '19440112,abc,1,M,9,9,18,L');
    expect(requests.map(({ arrival_s, sessionId, turn, after }) => [arrival_s, sessionId, turn, after])).toEqual([
      [0, 'abc', 0, undefined],
      [2, 'abc', 1, undefined],
    ]);
  });

  it('leaves failures out, keeps duplicates and hour-long gaps, and begins at the first row that stays', () => {
    const { requests, provenance } = traffic(
      V1,
      '5,M,0,0,0,API log',
      '19440110,M,7,7,14,API log',
      '19440110,M,7,7,14,API log',
      '19450110,M,1,1,2,API log',
    );
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 0, 10_000]);
    expect(provenance).toMatchObject({ rows_read: 4, rows_kept: 3, dropped: { 'zero tokens': 1 } });
    expect(provenance.warnings).toEqual([
      '1 gaps of more than an hour, the longest 2.8 h, are kept; mean rates count them',
    ]);
  });

  it('spreads its clock of whole seconds once most rows share one', () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${Math.floor(i / 5)},M,${i + 1},7,14,API log`);
    const { requests, provenance } = traffic(V1, ...rows);
    expect(provenance.transforms).toEqual(['dequantise 1 s']);
    expect(requests.map(({ inputTokens }) => inputTokens)).toEqual(rows.map((_, i) => i + 1));
    expect(requests.every(({ arrival_s }, i) => Math.floor(arrival_s) === Math.floor(i / 5))).toBe(true);
  });

  it('says nothing of the columns that it knows and does not use', () => {
    expect(importLines(burstgpt, [V3]).account.warnings).toEqual([]);
    expect(importLines(burstgpt, [`${V3},Cost`]).account.warnings).toEqual(['columns not used: Cost']);
  });

  it.each([
    [
      'a stamp',
      '2024-05-12 00:00:00,M,1,1,2,L',
      'trace.csv:2:1',
      "Timestamp: found '2024-05-12 00:00:00'; expected seconds",
    ],
    ['no prompt', '5,M,,1,2,L', 'trace.csv:2:5', "Request tokens: found ''; expected a whole number of tokens"],
    [
      'a negative answer',
      '5,M,1,-1,2,L',
      'trace.csv:2:7',
      "Response tokens: found '-1'; expected a whole number of tokens",
    ],
  ])('refuses %s', (_name, line, place, message) => {
    expect(refusal(() => importLines(burstgpt, [V1, line]))).toEqual({ code: 'HR_TRACE_INVALID', place, message });
  });
});
