import { describe, expect, it } from 'vitest';
import { jsonl } from '../testing/files.js';
import { refusal } from '../testing/refusals.js';
import { warmUpLoads } from './warm-up.js';

const row = (timestamp: number, input_length: number, output_length = 10) => ({
  timestamp,
  input_length,
  output_length,
});
const loads = (interval_s: number, ...rows: object[]) => warmUpLoads(jsonl(rows), interval_s, (path) => path);

describe('loads of a trace', () => {
  it('are sums and means by interval, from the first row on', () => {
    expect(loads(60, row(5000, 100, 10), row(6000, 200, 20), row(64_999, 300, 30), row(65_000, 50, 5))).toEqual([
      { requests: 3, isl: 200, osl: 20 },
      { requests: 1, isl: 50, osl: 5 },
    ]);
  });

  it('leave out intervals without a request', () => {
    expect(loads(10, row(0, 1), row(95_000, 3)).map(({ isl }) => isl)).toEqual([1, 3]);
  });

  it('are not spread over the ticks of a coarse clock', () => {
    const rows = Array.from({ length: 40 }, (_, i) => row(Math.floor(i / 10) * 3000, 7));
    expect(loads(1, ...rows).map(({ requests }) => requests)).toEqual([10, 10, 10, 10]);
  });

  it('leave out rows that failed', () => {
    expect(loads(60, row(0, 5), row(1, 0), row(2, 7, 0))).toEqual([{ requests: 1, isl: 5, osl: 10 }]);
  });

  it('of a file that cannot be read are refused as a trace is', () => {
    expect(refusal(() => warmUpLoads('/nowhere.jsonl', 60, (path) => path)).code).toBe('HR_TRACE_NOT_FOUND');
    expect(refusal(() => loads(60, { timestamp: 'x' })).code).toBe('HR_TRACE_INVALID');
  });
});
