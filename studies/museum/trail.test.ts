import { describe, expect, it } from 'vitest';
import type { ClusterSample, RequestEnd, RunEnd, TickEvent } from '../../reports/index.js';
import { smallScenario } from '../testing/index.js';
import { runTrial } from '../trial/trial.js';
import { leaveTrail } from './trail.js';

const tick = (time_s: number): TickEvent =>
  ({
    time_s,
    observation: { workers: { prefill: { ready: 1, starting: 0, draining: 0, desired: 2 } } },
    decision: { targets: { prefill: 5 }, reasons: ['forecast'], explanation: { load: 3 }, log: [] },
    ordered: { prefill: 4 },
  }) as unknown as TickEvent;

describe('a trail', () => {
  it('has every decision: what was in force before, what was asked, what is in force after', () => {
    const { sink, trail } = leaveTrail();
    sink.tick!(tick(10));
    expect(trail().ticks).toEqual([
      {
        time_s: 10,
        before: { prefill: 2 },
        targets: { prefill: 5 },
        after: { prefill: 4 },
        reasons: ['forecast'],
        numbers: { load: 3 },
      },
    ]);
  });

  it('leaves out decisions from the time on at which no traffic comes any more', () => {
    const { sink, trail } = leaveTrail(20);
    for (const time_s of [10, 19.9, 20, 30]) sink.tick!(tick(time_s));
    expect(trail().ticks.map(({ time_s }) => time_s)).toEqual([10, 19.9]);
  });

  it('has the pools in between, those that hold nothing too', () => {
    const { sink, trail } = leaveTrail();
    const pools = { prefill: { desired: 3, queued: 7 }, decode: { desired: 0, queued: 0 } };
    sink.sample!({ time_s: 5, pools } as unknown as ClusterSample);
    expect(trail().glimpses).toEqual([
      { time_s: 5, ordered: { prefill: 3, decode: 0 }, queued: { prefill: 7, decode: 0 } },
    ]);
  });

  it('has when requests failed; one that was turned away, or not done in time, did not', () => {
    const { sink, trail } = leaveTrail();
    for (const [time_s, status] of [
      [1, 'completed'],
      [2, 'failed'],
      [3, 'rejected'],
      [4, 'unfinished'],
      [5, 'failed'],
    ] as const) {
      sink.requestEnd!({ time_s, status } as unknown as RequestEnd);
    }
    expect(trail().lost_s).toEqual([2, 5]);
  });

  it('knows when the run ended', () => {
    const { sink, trail } = leaveTrail();
    expect(trail().end_s).toBe(0);
    sink.runEnd!({ time_s: 42 } as unknown as RunEnd);
    expect(trail().end_s).toBe(42);
  });
});

it('of a true run is in order of time, each decision beginning where the last one ended', () => {
  const { sink, trail } = leaveTrail();
  runTrial(smallScenario(['planner={ policy: oracle, interval_s: 5 }', 'run.timeline_interval_s=5']), sink);
  const { ticks, glimpses, end_s } = trail();
  expect(ticks.length).toBeGreaterThan(5);
  expect(ticks.map(({ time_s }) => time_s)).toEqual(ticks.map(({ time_s }) => time_s).toSorted((a, b) => a - b));
  for (const [i, { before }] of ticks.slice(1).entries()) expect(before).toEqual(ticks[i]!.after);
  expect(glimpses.at(-1)!.time_s).toBeLessThanOrEqual(end_s);
});
