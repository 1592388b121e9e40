import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFile, testFolder } from '../../studies/testing/index.js';
import { quantile, readClientTimes } from './read-requests.js';

const read = (...lines: readonly string[]) =>
  readClientTimes(dirname(testFile('requests.csv', `${lines.join('\n')}\n`)));

describe('client times', () => {
  it('are found by the names of their columns, in whatever order those stand', () => {
    const times = read('tpot_ms,class,status,ttft_sent_ms,id,arrival_s', '10.5,chat,completed,50,3,0.25');
    expect([...times]).toEqual([[3, { arrival_s: 0.25, ttftSent_ms: 50, tpot_ms: 10.5 }]]);
  });

  it('are of requests that were completed', () => {
    const header = 'id,status,arrival_s,ttft_sent_ms,tpot_ms';
    const times = read(header, '0,completed,0,1,1', '1,failed,1,,', '2,timeout,2,5,', '3,completed,3,1,1');
    expect([...times.keys()]).toEqual([0, 3]);
  });

  it('of a run without requests are none', () => {
    expect(read('id,status,arrival_s,ttft_sent_ms,tpot_ms').size).toBe(0);
  });

  it('need the file', () => {
    expect(() => readClientTimes(testFolder())).toThrow('requests.csv');
  });
});

describe('quantile, by nearest rank', () => {
  it.each([
    [0, 1],
    [0.2, 1],
    [0.21, 2],
    [0.5, 3],
    [0.99, 5],
    [1, 5],
  ])('%d of 1 to 5 is %d', (q, value) => {
    expect(quantile([5, 3, 1, 4, 2], q)).toBe(value);
  });

  it('is rounded to a microsecond, and of nothing no number', () => {
    expect(quantile([1.23456], 0.5)).toBe(1.235);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('sorts numbers as numbers, and leaves the list alone', () => {
    const values = [10, 9, 100];
    expect(quantile(values, 1)).toBe(100);
    expect(values).toEqual([10, 9, 100]);
  });
});
