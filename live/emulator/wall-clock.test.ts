/** A simulation played on a clock that the test turns: when it wakes, how late it was, and what an action sees. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpenSimulation } from '../../sim/index.js';
import { WallClock } from './wall-clock.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Events at these simulated seconds, each of which is noted when it happens. */
function playing(events_s: readonly number[], speedup = 1) {
  const left = [...events_s].sort((a, b) => a - b);
  const happened: number[] = [];
  const toy = {
    fault: undefined as Error | undefined,
    get next_s() {
      return left[0] ?? Number.POSITIVE_INFINITY;
    },
    add(time_s: number) {
      left.push(time_s);
      left.sort((a, b) => a - b);
    },
    advance(time_s: number) {
      if (toy.fault) throw toy.fault;
      while ((left[0] ?? Number.POSITIVE_INFINITY) <= time_s) happened.push(left.shift()!);
    },
  };
  const late: number[] = [];
  const errors: unknown[] = [];
  const clock = new WallClock(
    toy as unknown as OpenSimulation,
    speedup,
    (late_s) => late.push(late_s),
    (error) => errors.push(error),
  );
  return { toy, clock, happened, late, errors };
}

describe('played', () => {
  it('each event at its time, in order', () => {
    const { clock, happened } = playing([1, 2, 2, 5]);
    clock.start();
    const seen = [0.999, 1, 2, 4, 5].map((time_s) => {
      vi.advanceTimersByTime(time_s * 1000 - clock.now_s() * 1000);
      return happened.length;
    });
    expect(seen).toEqual([0, 1, 3, 3, 4]);
    expect(happened).toEqual([1, 2, 2, 5]);
  });

  it.each([
    [10, 100],
    [0.5, 2000],
  ])('%d times as fast, the first second takes %i ms', (speedup, wall_ms) => {
    const { clock, happened } = playing([1], speedup);
    clock.start();
    vi.advanceTimersByTime(wall_ms - 1);
    expect(happened).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(happened).toEqual([1]);
    expect(clock.now_s()).toBeCloseTo(1, 9);
  });

  it('with nothing to come sleeps on, and wakes for what an action brings', () => {
    const { toy, clock, happened } = playing([]);
    clock.start();
    vi.advanceTimersByTime(3_600_000);
    clock.do(() => toy.add(3601));
    vi.advanceTimersByTime(1000);
    expect(happened).toEqual([3601]);
  });

  it('something sooner than what it sleeps for wakes it sooner', () => {
    const { toy, clock, happened } = playing([1000]);
    clock.start();
    clock.do(() => toy.add(2));
    vi.advanceTimersByTime(2000);
    expect(happened).toEqual([2]);
    vi.advanceTimersByTime(998_000);
    expect(happened).toEqual([2, 1000]);
  });

  it('no more once it is stopped', () => {
    const { clock, happened } = playing([1, 2]);
    clock.start();
    vi.advanceTimersByTime(1000);
    clock.stop();
    vi.advanceTimersByTime(10_000);
    expect(happened).toEqual([1]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an action', () => {
  it('happens after all that is due before it, at the time of the clock', () => {
    const { clock, happened } = playing([1, 2, 3]);
    vi.setSystemTime(0);
    vi.advanceTimersByTime(2500); // not started: nobody woke for 1 and 2
    const [seen, now_s] = clock.do((time_s) => [[...happened], time_s] as const);
    expect(seen).toEqual([1, 2]);
    expect(now_s).toBeCloseTo(2.5, 9);
  });

  it('gives back what it makes', () => {
    expect(playing([]).clock.do(() => 'made')).toBe('made');
  });

  it('that fails is told and thrown', () => {
    const { clock, errors } = playing([]);
    const fault = new Error('no such role');
    expect(() =>
      clock.do(() => {
        throw fault;
      }),
    ).toThrow(fault);
    expect(errors).toEqual([fault]);
  });
});

describe('lateness', () => {
  it('is 0 for an event that is played when it is due', () => {
    const { clock, late } = playing([1, 2]);
    clock.start();
    vi.advanceTimersByTime(2000);
    expect(late).toEqual([0, 0]);
  });

  it('is told in seconds of the wall clock, by the first event that is late', () => {
    const { clock, late } = playing([10, 20], 10);
    vi.advanceTimersByTime(1500); // 15 simulated seconds, not started
    clock.do(() => undefined);
    expect(late).toHaveLength(1);
    expect(late[0]).toBeCloseTo(0.5, 9);
  });

  it('is not told where nothing was due', () => {
    const { clock, late } = playing([10]);
    clock.do(() => undefined);
    expect(late).toEqual([]);
  });
});

it('a simulation that fails on its own is told, and does not go on', () => {
  const { toy, clock, errors, happened } = playing([1, 2]);
  clock.start();
  toy.fault = new Error('an invariant is breached');
  vi.advanceTimersByTime(10_000);
  expect(errors).toEqual([toy.fault]);
  expect(happened).toEqual([]);
});
