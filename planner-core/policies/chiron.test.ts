import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChironOptions, chiron } from './chiron.js';
import { type Moment, plainContext, plainProfile, played } from './testing/index.js';

const OPTIONS: ChironOptions = { utilisation: 0.5, maxBatch: 32, bounds: { min: 1, max: 100 } };
const CONTEXT = plainContext();
const running = (requests: number) => [{ id: 'a', running: requests }];
const one = (moment: Moment, options: Partial<ChironOptions> = {}, context = CONTEXT) =>
  played(chiron({ ...OPTIONS, ...options }), [{ requests: 100, ...moment }], context)[0]!;

describe('decode: running requests ÷ batch, over the utilisation', () => {
  it.each([
    [64, 0.5, 4],
    [65, 0.5, 5],
    [64, 1, 2],
    [64, 0.8, 3],
    [0, 0.5, 1],
  ])('%d running at a utilisation of %d: %d', (requests, utilisation, wanted) => {
    expect(one({ detail: running(requests) }, { utilisation }).decode).toBe(wanted);
  });

  it('has no larger batch than keeps the promise between tokens', () => {
    // 14 ms are kept up to 19 of 99 steps of usage: 17 requests of 1,100 tokens
    const context = plainContext({ sla: { tpot: 0.014 } });
    const { explanation } = one({ detail: running(34) }, {}, context);
    expect(explanation['decode_busy_workers']).toBeCloseTo(2, 9);
  });

  it('has no larger batch than the cache holds, or the engine takes', () => {
    expect(one({ detail: running(90) }, { maxBatch: 1000 }).explanation['decode_busy_workers']).toBeCloseTo(1, 9);
    const pool = { profile: plainProfile(), replicas: 2, limits: { maxBatch: 10 } };
    const context = plainContext({ pools: { decode: pool } });
    expect(one({ detail: running(90) }, {}, context).explanation['decode_busy_workers']).toBeCloseTo(9, 9);
  });

  it('has a batch of one at least, for requests longer than the cache', () => {
    const traffic = { requests: 10, inputTokensMean: 300_000, outputTokensMean: 200 };
    const { explanation } = one({ detail: running(6), fields: { traffic } });
    expect(explanation['decode_busy_workers']).toBeCloseTo(6, 9);
  });

  it('goes by Little’s law where engines do not report', () => {
    expect(one({ requests: 100, duration_s: 6.4 }).decode).toBe(4);
  });
});

describe('what waits', () => {
  // one worker serves 5 requests a second
  it('is worked off within the promise of a first token', () => {
    const context = plainContext({ sla: { ttft: 2 } });
    const { explanation, decode } = one({ detail: running(32), queue: 40 }, {}, context);
    expect(explanation['decode_backlog_workers']).toBeCloseTo(4, 1);
    expect(decode).toBe(6);
  });

  it('is worked off within ten seconds where there is none', () => {
    expect(one({ detail: running(32), queue: 500 }).explanation['decode_backlog_workers']).toBeCloseTo(10, 1);
  });

  it('rules where it asks for more than what runs', () => {
    expect(one({ detail: running(64), queue: 500 }).reasons).toContain('back_pressure');
    expect(one({ detail: running(64), queue: 5 }).reasons).toContain('metric_target');
  });

  it('asks for nobody where one worker serves nothing', () => {
    const context = plainContext({ sla: { tpot: 0.001 } });
    const { explanation } = one({ detail: running(1), queue: 500, fields: {} }, {}, context);
    expect(explanation['decode_backlog_workers']).toBeLessThan(1e12);
  });
});

describe('prefill', () => {
  it('takes one prompt at a time', () => {
    const workersDetail = { prefill: running(3) };
    expect(one({ fields: { workersDetail } }).explanation['prefill_busy_workers']).toBe(3);
    expect(one({ fields: { workersDetail } }).prefill).toBe(6);
  });
});

describe('the shape of requests', () => {
  it('is carried through idle intervals', () => {
    const idle = { requests: 0, inputTokensMean: Number.NaN, outputTokensMean: Number.NaN };
    const moments = [
      { requests: 100, detail: running(64) },
      { detail: running(64), fields: { traffic: idle } },
    ];
    expect(played(chiron(OPTIONS), moments, CONTEXT).map(({ decode }) => decode)).toEqual([4, 4]);
  });

  it.each([
    ['is not known yet', { detail: running(64), fields: { traffic: {} } }],
    ['is known and nothing else', {}],
  ])('%s: what is ordered stays', (_what, moment) => {
    const decision = played(chiron(OPTIONS), [{ ready: 6, requests: 100, ...moment }], CONTEXT)[0]!;
    expect(decision.decode).toBe(6);
    expect(decision.reasons).toContain('no_data');
  });
});

it('orders no fewer for more that runs or waits', () => {
  const requests = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(requests, requests, requests, requests, (a, b, c, d) => {
      const few = one({ detail: running(Math.min(a, b)), queue: Math.min(c, d) });
      const many = one({ detail: running(Math.max(a, b)), queue: Math.max(c, d) });
      expect(many.decode).toBeGreaterThanOrEqual(few.decode!);
    }),
    { numRuns: 50 },
  );
});
