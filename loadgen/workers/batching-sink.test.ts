import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RequestEnd } from '../../reports/index.js';
import { BatchingSink } from './batching-sink.js';

const EMPTY = { arrivals: [], firstTokens: [], gaps_s: new Float64Array(0), ends: [] };
const arrival = (id: number) => ({ time_s: id, id, inputTokens: 1, outputTokens: 1 });
const end = (id: number) => ({ id }) as RequestEnd;

it('gives what came since the last time, in order, once', () => {
  const sink = new BatchingSink();
  expect(sink.take()).toEqual(EMPTY);
  sink.arrival(arrival(1));
  sink.arrival(arrival(2));
  const token = { time_s: 3, id: 1, ttft_s: 2, inputTokens: 1 };
  sink.firstToken(token);
  sink.tokenGaps(0.25);
  sink.tokenGaps(0.5);
  sink.requestEnd(end(1));
  expect(sink.take()).toEqual({
    arrivals: [arrival(1), arrival(2)],
    firstTokens: [token],
    gaps_s: Float64Array.of(0.25, 0.5),
    ends: [end(1)],
  });
  expect(sink.take()).toEqual(EMPTY);
});

it('what was given is not touched by what comes later', () => {
  const sink = new BatchingSink();
  sink.tokenGaps(1);
  sink.requestEnd(end(1));
  const first = sink.take();
  sink.tokenGaps(2);
  sink.requestEnd(end(2));
  expect([...first.gaps_s]).toEqual([1]);
  expect(first.ends).toEqual([end(1)]);
});

it('holds as many gaps as come, however they are taken', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(1, 100, 4095, 4096, 4097, 9000), { minLength: 1, maxLength: 4 }), (counts) => {
      const sink = new BatchingSink();
      let next = 0;
      for (const count of counts) {
        const from = next;
        for (let i = 0; i < count; i++) sink.tokenGaps(next++);
        const { gaps_s } = sink.take();
        expect([gaps_s.length, gaps_s[0], gaps_s.at(-1)]).toEqual([count, from, from + count - 1]);
      }
    }),
    { numRuns: 20 },
  );
});

it('gaps of a batch can be handed to another thread: they are no part of a larger buffer', () => {
  const sink = new BatchingSink();
  sink.tokenGaps(1);
  expect(sink.take().gaps_s.buffer.byteLength).toBe(8);
});
