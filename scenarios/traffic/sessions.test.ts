import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { droppedRows, read, readServed } from '../testing/traffic.js';
import { openTraffic } from './open-traffic.js';
import { parseTraffic } from './trace-file.js';

const closedLoop = (changes: object) => ({
  format: 'closed_loop',
  generator: { concurrency: 4, input_tokens: 100, output_tokens: 10, ...changes },
});

describe('closed loop', () => {
  it('keeps so many requests in flight, and stops after so many', () => {
    const { requests, provenance } = readServed(closedLoop({ requests: 10, think_time_s: 1 }), 2);
    expect(requests).toHaveLength(10);
    expect(requests.map(({ arrival_s }) => arrival_s)).toEqual([0, 0, 0, 0, 3, 3, 3, 3, 6, 6]);
    expect(requests.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(requests[4]).toMatchObject({ sessionId: 'client-0', turn: 1, after: { thinkSeconds: 1 } });
    expect(provenance).toMatchObject({ requests: 10, rows_read: 10, rows_kept: 10 });
  });

  it('sends nothing after its duration, and begins along its ramp', () => {
    const { requests } = readServed(closedLoop({ duration_s: 5, ramp_s: 2 }), 2);
    expect(requests.filter(({ turn }) => turn === 0).map(({ arrival_s }) => arrival_s)).toEqual([0, 0.5, 1, 1.5]);
    expect(Math.max(...requests.map(({ arrival_s }) => arrival_s))).toBe(4.5);
  });

  it('asks the same of each client, whoever is slow', () => {
    const lengths = { input_tokens: { lognormal: { median: 500, sigma: 1 } } };
    const of = (service_s: number) =>
      readServed(closedLoop({ duration_s: 20, ...lengths }), service_s)
        .requests.filter(({ sessionId, turn }) => sessionId === 'client-2' && turn! < 5)
        .map(({ inputTokens }) => inputTokens);
    expect(of(1)).toEqual(of(3));
  });
});

const sessions = (changes: object = {}, top: object = {}) => ({
  format: 'generated',
  generator: {
    duration_s: 200,
    rate: [{ from_s: 0, rps: 1 }],
    input_tokens: 100,
    output_tokens: 20,
    sessions: { turns: 3, think_time_s: { mean: 5 }, ...changes },
    prefix: { groups: 2, tokens: 64, block_tokens: 16 },
  },
  ...top,
});

describe('generated sessions', () => {
  it('have later turns that wait, and prompts that grow', () => {
    const { requests } = readServed(sessions(), 2);
    const one = requests.filter(({ sessionId }) => sessionId === 's-0');
    expect(one.map(({ inputTokens }) => inputTokens)).toEqual([164, 284, 404]);
    expect(one[1]!.arrival_s - one[0]!.arrival_s).toBeCloseTo(7, 9);
    expect(requests).toHaveLength(3 * requests.filter(({ turn }) => turn === 0).length);
  });

  it('repeat the blocks that the turn before filled, and share those of their group', () => {
    const { requests } = readServed(sessions(), 2);
    const [first, second] = requests.filter(({ sessionId }) => sessionId === 's-0');
    expect(first!.prefixBlocks).toHaveLength(Math.ceil(164 / 16));
    expect(second!.prefixBlocks!.slice(0, 10)).toEqual(first!.prefixBlocks!.slice(0, 10));
    expect(first!.prefixBlocks).not.toContain(second!.prefixBlocks![10]);
    const starts = new Set(requests.map(({ prefixBlocks }) => prefixBlocks!.slice(0, 4).join()));
    expect(starts.size).toBe(2);
  });

  it('need not grow', () => {
    const { requests } = readServed(sessions({ growth: 'none' }), 2);
    expect(new Set(requests.map(({ inputTokens }) => inputTokens))).toEqual(new Set([164]));
  });

  it('hold nothing for a client that has no more turns', () => {
    const traffic = openTraffic(parseTraffic(sessions({ turns: 1 })), 1, (path) => path);
    const [first] = traffic.requests;
    expect(traffic.next?.(first!, 3)).toBeUndefined();
    expect(traffic.next?.({ id: 0 }, 3)).toBeUndefined();
  });

  it('have no `next` where nobody waits', () => {
    const { generator } = sessions();
    const spec = parseTraffic({ format: 'generated', generator: { ...generator, sessions: undefined } });
    expect(openTraffic(spec, 1, (path) => path).next).toBeUndefined();
  });

  it('are thinned, repeated and cut whole, every row accounted for', () => {
    const transforms = fc.record({
      rate_scale: fc.double({ min: 0.2, max: 3, noNaN: true }),
      window: fc.constantFrom(undefined, { start_s: 50, end_s: 150 }),
      max_context: fc.constantFrom(
        undefined,
        { tokens: 350, overflow: 'reject' },
        { tokens: 350, overflow: 'truncate' },
      ),
    });
    fc.assert(
      fc.property(transforms, fc.integer({ min: 1, max: 99 }), (top, seed) => {
        const { requests, provenance } = readServed(sessions({}, top), 2, seed);
        const turns = new Map<string, number[]>();
        for (const { sessionId, turn } of requests) turns.set(sessionId!, [...(turns.get(sessionId!) ?? []), turn!]);
        const whole = top.max_context?.overflow === 'reject' ? [0, 1] : [0, 1, 2];
        for (const seen of turns.values()) expect(seen).toEqual(whole);
        expect(provenance.rows_read).toBe(provenance.rows_kept + droppedRows(provenance));
        expect(provenance.requests).toBe(provenance.rows_kept + provenance.copies);
        expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
      }),
      { numRuns: 30 },
    );
  });
});

it('arrivals of first turns do not depend on how long service takes', () => {
  const first = (service_s: number) => readServed(sessions(), service_s).requests.filter(({ turn }) => turn === 0);
  const times = (service_s: number) => first(service_s).map(({ arrival_s, inputTokens }) => [arrival_s, inputTokens]);
  expect(times(1)).toEqual(times(30));
  expect(read(sessions()).requests).toHaveLength(times(1).length);
});
