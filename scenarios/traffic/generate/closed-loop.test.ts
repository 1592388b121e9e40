import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readServed } from '../../testing/traffic.js';
import type { TraceRow } from '../trace-row.js';
import { closedLoopSource } from './closed-loop.js';

const spec = { concurrency: 4, input_tokens: 100, output_tokens: 10, think_time_s: 0, ramp_s: 0 };
const closed = (changes: object) => ({ format: 'closed_loop', generator: { ...spec, ...changes } });

function firstTurns(changes: Partial<Parameters<typeof closedLoopSource>[0]>): TraceRow[] {
  const rows: TraceRow[] = [];
  const source = closedLoopSource({ ...spec, ...changes }, 1);
  expect(source.pump((row) => void rows.push(row))).toBe(false);
  return rows;
}

describe('clients', () => {
  it('begin at once, each with a session of its own', () => {
    expect(firstTurns({ requests: 10 }).map(({ time_us, sessionId, turn }) => [time_us, sessionId, turn])).toEqual([
      [0, 'client-0', 0],
      [0, 'client-1', 0],
      [0, 'client-2', 0],
      [0, 'client-3', 0],
    ]);
  });

  it('begin evenly along a ramp, those not after the end', () => {
    const times = (changes: object) => firstTurns(changes).map(({ time_us }) => time_us / 1e6);
    expect(times({ requests: 10, ramp_s: 2 })).toEqual([0, 0.5, 1, 1.5]);
    expect(times({ duration_s: 1, ramp_s: 2 })).toEqual([0, 0.5]);
  });

  it('are no more than there are requests', () => {
    expect(firstTurns({ requests: 3 })).toHaveLength(3);
  });
});

describe('a closed loop', () => {
  it('keeps so many requests in flight, and stops after so many', () => {
    const { requests, provenance } = readServed(closed({ requests: 10, think_time_s: 1 }), 2);
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 0, 0, 0, 3, 3, 3, 3, 6, 6]);
    expect(requests.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(requests[4]).toMatchObject({ sessionId: 'client-0', turn: 1, after: { thinkSeconds: 1 } });
    expect(provenance).toMatchObject({ requests: 10, rows_read: 10, rows_kept: 10, dropped: {} });
  });

  it('sends nothing at its end or after it', () => {
    const { requests } = readServed(closed({ duration_s: 5, ramp_s: 2 }), 2);
    expect(Math.max(...requests.map(({ arrival_s }) => arrival_s))).toBe(4.5);
    const exact = readServed(closed({ duration_s: 4, concurrency: 1 }), 2);
    expect(exact.requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 2]);
    const thinking = readServed(closed({ duration_s: 5, concurrency: 1, think_time_s: 3 }), 2);
    expect(thinking.requests.map(({ arrival_s }) => arrival_s)).toEqual([0]);
  });

  it('asks the same of each client, whoever is slow', () => {
    const lengths = { input_tokens: { lognormal: { median: 500, sigma: 1 } } };
    const of = (service_s: number) =>
      readServed(closed({ duration_s: 20, ...lengths }), service_s)
        .requests.filter(({ sessionId, turn }) => sessionId === 'client-2' && turn! < 5)
        .map(({ inputTokens }) => inputTokens);
    expect(of(1)).toEqual(of(3));
    expect(new Set(of(1)).size).toBeGreaterThan(1);
  });

  it('repeats by seed, and differs between clients', () => {
    const lengths = { requests: 8, input_tokens: { lognormal: { median: 500, sigma: 1 } } };
    const inputs = (seed: number) =>
      readServed(closed(lengths), 1, seed).requests.map(({ inputTokens }) => inputTokens);
    expect(inputs(1)).toEqual(inputs(1));
    expect(inputs(1)).not.toEqual(inputs(2));
    expect(new Set(inputs(1)).size).toBeGreaterThan(4);
  });
});

it('no client has two requests at a time, and never more than all of them are in flight', () => {
  const loop = fc.record({
    concurrency: fc.integer({ min: 1, max: 6 }),
    requests: fc.integer({ min: 1, max: 30 }),
    think_time_s: fc.constantFrom(0, 0.5, 3),
    ramp_s: fc.constantFrom(0, 2),
  });
  fc.assert(
    fc.property(loop, fc.constantFrom(0.25, 1, 7), (changes, service_s) => {
      const { requests } = readServed(closed(changes), service_s);
      expect(requests).toHaveLength(changes.requests);
      const free = new Map<string, number>();
      for (const { sessionId, arrival_s } of requests) {
        const since_s = free.get(sessionId!);
        if (since_s !== undefined) expect(arrival_s).toBeGreaterThanOrEqual(since_s + changes.think_time_s - 1e-9);
        free.set(sessionId!, arrival_s + service_s);
        const inFlight = requests.filter(
          (other) => other.arrival_s <= arrival_s && other.arrival_s + service_s > arrival_s + 1e-6,
        );
        expect(inFlight.length).toBeLessThanOrEqual(changes.concurrency);
      }
    }),
    { numRuns: 30 },
  );
});
