import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterSample, PoolSample, RequestEnd } from '../record/events.js';
import { teeSinks } from '../record/tee.js';
import { FIVE_PRICES, FIVE_SLA, tellFiveRequests } from '../testing/five-requests.js';
import { anyRequestEnd, completed, unserved } from '../testing/requests.js';
import { type TimelineRow, TimelineSink } from './timeline-sink.js';

function fiveRequests(width_s: number): TimelineRow[] {
  const sink = new TimelineSink(width_s, FIVE_SLA, FIVE_PRICES);
  tellFiveRequests(teeSinks(sink));
  return sink.rows();
}

const column = (rows: readonly TimelineRow[], name: string) => rows.map((row) => row[name]);

describe('the timeline of the five requests', () => {
  const rows = fiveRequests(2);

  it('has a row every two seconds, up to the last event', () => {
    expect(column(rows, 'time_s')).toEqual([0, 2, 4, 6, 8]);
  });

  it('counts requests where they arrived, and ends where they happened', () => {
    expect(column(rows, 'offered_rps')).toEqual([1, 1, 0.5, 0, 0]);
    expect(column(rows, 'completed_rps')).toEqual([0.5, 0, 0.5, 0, 0.5]);
    expect(column(rows, 'failed_rps')).toEqual([0, 0, 0.5, 0, 0]);
  });

  it('judges and explains them where they arrived', () => {
    expect(column(rows, 'attainment')).toEqual([1 / 2, 1 / 2, 0, undefined, undefined]);
    expect(column(rows, 'missed_ttft')).toEqual([1, 0, 0, 0, 0]);
    expect(column(rows, 'missed_failed')).toEqual([0, 1, 0, 0, 0]);
    expect(column(rows, 'missed_unfinished')).toEqual([0, 0, 1, 0, 0]);
  });

  it('has their latencies where they arrived', () => {
    expect(column(rows, 'ttft_p99_ms')).toEqual([2000, 6000, 1000, undefined, undefined]);
    expect(column(rows, 'tpot_p99_ms').map((ms) => ms && Math.round(ms))).toEqual([
      100,
      undefined,
      400,
      undefined,
      undefined,
    ]);
    expect(rows[0]!['ttft_p50_ms']! / 500).toBeCloseTo(1, 2);
  });

  it('has the cluster where it was looked at, and its price', () => {
    expect(column(rows, 'decode_ready')).toEqual([1, undefined, 1, undefined, undefined]);
    expect(column(rows, 'decode_starting')).toEqual([0, undefined, 1, undefined, undefined]);
    expect(column(rows, 'decode_desired')).toEqual([1, undefined, 2, undefined, undefined]);
    expect(column(rows, 'prefill_kv_usage')).toEqual([0.25, undefined, 0.25, undefined, undefined]);
    expect(column(rows, 'usd_per_hour').map((usd) => usd && Math.round(usd * 100) / 100)).toEqual([
      9,
      undefined,
      16.2,
      undefined,
      undefined,
    ]);
  });

  it('has its columns in this order', () => {
    expect(Object.keys(rows[0]!).slice(0, 12)).toEqual([
      'time_s',
      'offered_rps',
      'completed_rps',
      'failed_rps',
      'attainment',
      'ttft_p50_ms',
      'ttft_p99_ms',
      'tpot_p50_ms',
      'tpot_p99_ms',
      'missed_failed',
      'missed_ttft',
      'missed_unfinished',
    ]);
    expect(Object.keys(rows[0]!).at(-1)).toBe('usd_per_hour');
  });

  it('is one row where the interval is the whole run', () => {
    expect(fiveRequests(10)).toEqual([
      expect.objectContaining({ time_s: 0, offered_rps: 0.5, completed_rps: 0.3, failed_rps: 0.1, attainment: 0.4 }),
    ]);
  });
});

describe('a timeline', () => {
  it('of nothing has no row', () => expect(new TimelineSink(5, {}, {}).rows()).toEqual([]));

  it('has rates over the part of the last interval that there was', () => {
    const sink = new TimelineSink(10, {}, {});
    for (const time_s of [0, 11, 12]) sink.arrival({ time_s, id: 0, inputTokens: 1, outputTokens: 1 });
    sink.runEnd({ time_s: 14 });
    expect(column(sink.rows(), 'offered_rps')).toEqual([0.1, 0.5]);
  });

  it('has rates over whole intervals while the run goes on', () => {
    const sink = new TimelineSink(10, {}, {});
    sink.arrival({ time_s: 11, id: 0, inputTokens: 1, outputTokens: 1 });
    expect(column(sink.rows(), 'offered_rps')).toEqual([0, 0.1]);
  });

  it('counts what happens at the end of the run in an interval of its own, of whole length', () => {
    const sink = new TimelineSink(10, {}, {});
    sink.requestEnd(completed({ time_s: 20, arrival_s: 0 }));
    sink.runEnd({ time_s: 20 });
    expect(column(sink.rows(), 'completed_rps')).toEqual([0, 0, 0.1]);
  });

  it('counts what a boundary belongs to from that boundary on', () => {
    const sink = new TimelineSink(10, {}, {});
    for (const time_s of [9.999, 10, 19.999]) sink.arrival({ time_s, id: 0, inputTokens: 1, outputTokens: 1 });
    expect(column(sink.rows(), 'offered_rps')).toEqual([0.1, 0.2]);
  });

  it('takes one that is unfinished neither for completed nor for failed', () => {
    const sink = new TimelineSink(20, { ttft_ms: 1 }, {});
    sink.requestEnd(unserved('unfinished'));
    expect(sink.rows()[0]).toMatchObject({ completed_rps: 0, failed_rps: 0, attainment: 0, missed_unfinished: 1 });
  });

  it('leaves those to whom nothing was promised out of the attainment', () => {
    const sink = new TimelineSink(20, { classes: { batch: { ttft_ms: 1000 } } }, {});
    sink.requestEnd(completed({ class: 'batch' }));
    sink.requestEnd(unserved('failed'));
    expect(sink.rows()[0]).toMatchObject({ attainment: 1 });
  });
});

describe('the cluster in a timeline', () => {
  const kind = { ready: 1, starting: 0, draining: 0, gpus: 2, gpuSystem: 'h100_sxm' };
  const pool: PoolSample = { ready: 1, starting: 0, draining: 0, desired: 1, kinds: [kind] };

  function rowOf(sample: Omit<ClusterSample, 'time_s'>, ...more: Omit<ClusterSample, 'time_s'>[]): TimelineRow {
    const sink = new TimelineSink(10, {}, FIVE_PRICES);
    for (const one of [sample, ...more]) sink.sample({ time_s: 1, ...one });
    return sink.rows()[0]!;
  }

  it('is the last that was seen in the interval', () => {
    expect(rowOf({ pools: { decode: pool } }, { pools: { decode: { ...pool, ready: 7 } } })['decode_ready']).toBe(7);
  });

  it('has a price only where every kind of GPU has one', () => {
    const other = { ...kind, gpuSystem: 'b200' };
    expect(rowOf({ pools: { decode: pool } })['usd_per_hour']).toBeCloseTo(7.2, 12);
    expect(rowOf({ pools: { decode: { ...pool, kinds: [kind, other] } } })['usd_per_hour']).toBeUndefined();
    expect(rowOf({ pools: {} })['usd_per_hour']).toBe(0);
  });

  it('tells of kinds where a pool has several', () => {
    const kinds = [
      { ...kind, kind: 'decode/0', starting: 2 },
      { ...kind, kind: 'decode/1', draining: 3, gpuSystem: 'a100_sxm' },
    ];
    const row = rowOf({ pools: { decode: { ...pool, kinds } } });
    expect(row).toMatchObject({ 'decode/0_ready': 1, 'decode/0_starting': 2, 'decode/1_draining': 3 });
    expect(row['usd_per_hour']).toBeCloseTo(2 * 3.6 + 2 * 1.8, 12);
  });

  it('tells of those that have no GPUs, or wait in a warm pool, where there are any', () => {
    expect(rowOf({ pools: { decode: { ...pool, pending: 2, warm: 1 } } })).toMatchObject({
      decode_pending: 2,
      decode_warm: 1,
    });
    expect(rowOf({ pools: { decode: pool } })).not.toHaveProperty('decode_pending');
    expect(rowOf({ pools: { decode: pool } })).not.toHaveProperty('decode_warm');
  });

  it('has what a server says of itself', () => {
    expect(rowOf({ pools: {}, server: { running: 3, kv_usage: 0.5 } })).toMatchObject({
      server_running: 3,
      server_kv_usage: 0.5,
    });
  });
});

describe('a timeline that may coarsen', () => {
  const arriveAt = (sink: TimelineSink, time_s: number) =>
    sink.arrival({ time_s, id: 0, inputTokens: 1, outputTokens: 1 });

  it.each([
    [15, 60],
    [60, 300],
    [300, 900],
    [900, 3600],
    [3600, 14_400],
    [14_400, 57_600],
    [1, 15],
    [7, 28],
    [20, 60],
  ])('of %i s goes on with %i s once it has 480 rows', (width_s, next_s) => {
    const sink = new TimelineSink(width_s, {}, {}, true);
    arriveAt(sink, 480 * width_s - 0.001);
    expect(sink.interval_s).toBe(width_s);
    arriveAt(sink, 480 * width_s);
    expect(sink.interval_s).toBe(next_s);
  });

  it('goes as far as it must at once', () => {
    const sink = new TimelineSink(15, {}, {}, true);
    arriveAt(sink, 480 * 300);
    expect(sink.interval_s).toBe(900);
  });

  it('does not where its interval was asked for', () => {
    const sink = new TimelineSink(15, {}, {});
    arriveAt(sink, 480 * 15);
    expect([sink.interval_s, sink.rows().length]).toEqual([15, 481]);
  });

  it('has the rows of one that was coarse from the start, whatever happened', () => {
    const sla = { ttft_ms: 5000, tpot_ms: 300 };
    const spread = fc.array(
      fc.tuple(anyRequestEnd, fc.integer({ min: 0, max: 20_000 })).map(([end, later_s]): RequestEnd => {
        const moved = (time_s: number | undefined) => (time_s === undefined ? undefined : time_s + later_s);
        return {
          ...end,
          time_s: end.time_s + later_s,
          arrival_s: end.arrival_s + later_s,
          firstToken_s: moved(end.firstToken_s),
          lastToken_s: moved(end.lastToken_s),
        };
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(spread, (ends) => {
        const [fine, coarse] = [new TimelineSink(15, sla, {}, true), new TimelineSink(60, sla, {}, true)];
        for (const sink of [fine, coarse]) {
          for (const end of ends) {
            arriveAt(sink, end.arrival_s);
            sink.sample({ time_s: end.arrival_s, pools: {}, server: { running: end.id } });
            sink.requestEnd(end);
          }
          arriveAt(sink, 480 * 15);
          sink.runEnd({ time_s: 25_000 });
        }
        expect(fine.interval_s).toBe(60);
        const withoutSamples = ({ server_running: _, ...row }: TimelineRow) => row;
        expect(fine.rows().map(withoutSamples)).toEqual(coarse.rows().map(withoutSamples));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the last sample of the intervals that it takes together', () => {
    const sink = new TimelineSink(15, {}, {}, true);
    for (const time_s of [0, 20, 40]) sink.sample({ time_s, pools: {}, server: { at: time_s } });
    arriveAt(sink, 50);
    arriveAt(sink, 480 * 15);
    expect(sink.rows()[0]).toMatchObject({ server_at: 40 });
  });
});
