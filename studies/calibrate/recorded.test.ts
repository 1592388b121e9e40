import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestLine } from '../../reports/index.js';
import { recordedRun } from './recorded.js';

const line = (id: number, fields: Partial<RequestLine> = {}): RequestLine =>
  ({
    id,
    arrival_s: 10 + id,
    inputTokens: 100,
    outputTokens: 20,
    ttft_ms: 50,
    tpot_ms: 10,
    e2e_ms: 240,
    ...fields,
  }) as RequestLine;
const lines = (count: number) => Array.from({ length: count }, (_, id) => line(id));

describe('a recorded run', () => {
  it('begins at its first request', () => {
    const { requests } = recordedRun([line(3), line(5)]);
    expect(requests).toEqual([
      { id: 3, arrival_s: 0, inputTokens: 100, outputTokens: 20 },
      { id: 5, arrival_s: 2, inputTokens: 100, outputTokens: 20 },
    ]);
  });

  it('keeps requests that failed as load, and compares them with nothing', () => {
    const { requests, measured, fitted, heldOut } = recordedRun([
      line(1),
      line(2, { e2e_ms: Number.NaN }),
      line(3, { ttft_ms: Number.NaN }),
    ]);
    expect(requests.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect([...measured.keys()]).toEqual([1]);
    expect([...fitted, ...heldOut]).toEqual([1]);
  });

  it('leaves out what asked for nothing or got nothing', () => {
    const { requests } = recordedRun([line(1, { outputTokens: 0 }), line(2, { inputTokens: 0 }), line(3)]);
    expect(requests.map(({ id, arrival_s }) => [id, arrival_s])).toEqual([[3, 0]]);
  });

  it('keeps a request of one token, which has no TPOT', () => {
    const { measured, fitted } = recordedRun([line(1, { outputTokens: 1, tpot_ms: Number.NaN })]);
    expect([measured.size, fitted]).toEqual([1, [1]]);
  });

  it('holds out every other tenth', () => {
    const { fitted, heldOut } = recordedRun(lines(40));
    expect(fitted).toEqual([0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27, 32, 33, 34, 35]);
    expect(heldOut.slice(0, 4)).toEqual([4, 5, 6, 7]);
  });

  it('parts the answered requests, each in one half, about equal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 200 }), (count) => {
        const { fitted, heldOut } = recordedRun(lines(count));
        expect([...fitted, ...heldOut].toSorted((a, b) => a - b)).toEqual(lines(count).map(({ id }) => id));
        expect(Math.abs(fitted.length - heldOut.length)).toBeLessThanOrEqual(5);
      }),
      { numRuns: 40 },
    );
  });

  it('of nothing has nothing', () => {
    expect(recordedRun([])).toMatchObject({ requests: [], fitted: [], heldOut: [] });
  });
});
