import { describe, expect, it } from 'vitest';
import { schedule } from './schedule.js';
import { decodeCounts, played } from './testing/index.js';

const ROWS = [
  { from_s: 0, replicas: { decode: 2 } },
  { from_s: 60, replicas: { decode: 7, prefill: 3 } },
  { from_s: 90, replicas: { prefill: 1 } },
];
const TABLE = schedule({ rows: ROWS, period_s: 100 });
const at = (...times: number[]) => times.map((time) => ({ time }));

describe('a schedule', () => {
  it('orders the count of the row that has begun', () => {
    expect(decodeCounts(TABLE, at(0, 30, 59.999, 60, 89))).toEqual([2, 2, 2, 7, 7]);
  });

  it('repeats after its period', () => {
    expect(decodeCounts(TABLE, at(100, 159, 160, 1_000_060))).toEqual([2, 2, 7, 7]);
  });

  it('holds a role that the row does not name', () => {
    const [early, late] = played(TABLE, at(30, 95));
    expect(early?.targets).toEqual({ decode: 2 });
    expect(late?.targets).toEqual({ prefill: 1 });
    expect(early?.reasons).toEqual(['schedule', 'schedule']);
  });

  it('knows times before its start: clocks may', () => {
    expect(decodeCounts(TABLE, at(-40, -41, -100))).toEqual([7, 2, 2]);
  });

  it('holds everything before its first row', () => {
    const late = schedule({ rows: [{ from_s: 50, replicas: { decode: 4 } }], period_s: 100 });
    expect(decodeCounts(late, at(49, 50))).toEqual([undefined, 4]);
  });

  it('without rows holds everything', () => {
    expect(decodeCounts(schedule({ rows: [], period_s: 100 }), at(5))).toEqual([undefined]);
  });

  it('may order none, and as many as it says', () => {
    const wide = schedule({ rows: [{ from_s: 0, replicas: { decode: 0, prefill: 5000 } }], period_s: 10 });
    expect(played(wide, at(1))[0]?.targets).toEqual({ decode: 0, prefill: 5000 });
  });
});
