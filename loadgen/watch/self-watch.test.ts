/** A thread's health, from a histogram that the test fills. */
import fc from 'fast-check';
import { beforeEach, expect, it, vi } from 'vitest';
import { EVENT_LOOP_LAG_S } from '../../reports/record/index.js';
import { SelfWatch } from './self-watch.js';

const perf = vi.hoisted(() => ({
  /** Distances between two looks, nanoseconds. */
  looks: [] as number[],
  gc: undefined as ((list: { getEntries(): { duration: number }[] }) => void) | undefined,
  calls: [] as string[],
}));

vi.mock('node:perf_hooks', () => ({
  monitorEventLoopDelay: () => ({
    enable: () => perf.calls.push('enable'),
    disable: () => perf.calls.push('disable'),
    get count() {
      return perf.looks.length;
    },
    get max() {
      return Math.max(...perf.looks);
    },
    percentile: (percent: number) => {
      const sorted = [...perf.looks].sort((a, b) => a - b);
      return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length - 1e-9) - 1)]!;
    },
  }),
  PerformanceObserver: class {
    constructor(call: NonNullable<typeof perf.gc>) {
      perf.gc = call;
    }
    observe = () => perf.calls.push('observe');
    disconnect = () => perf.calls.push('disconnect');
  },
  performance: { eventLoopUtilization: (before?: unknown) => ({ utilization: before ? 0.25 : 0 }) },
}));

const MS = 1e6;
beforeEach(() => {
  perf.looks = [];
  perf.calls = [];
});

function watched(looks_ms: readonly number[]) {
  const watch = new SelfWatch();
  perf.looks = looks_ms.map((each) => each * MS);
  return watch.stop();
}

it('a delay is what a look is later than its 10 ms', () => {
  const { eventLoop } = watched([...Array(98).fill(11), 20, 1010]);
  expect(eventLoop.delayP50_s).toBeCloseTo(0.001, 12);
  expect(eventLoop.delayP99_s).toBeCloseTo(0.01, 12);
  expect(eventLoop.delayMax_s).toBeCloseTo(1, 12);
  expect(eventLoop.looks).toBe(100);
});

it('a look that came early is no delay, and none at all is no delay either', () => {
  expect(watched([8, 9, 9.5]).eventLoop).toMatchObject({ delayP50_s: 0, delayMax_s: 0, lagging: 0 });
  expect(watched([]).eventLoop).toEqual({ delayP50_s: 0, delayP99_s: 0, delayMax_s: 0, looks: 0, lagging: 0 });
});

it('counts the looks that lagged', () => {
  const limit_ms = (EVENT_LOOP_LAG_S + 0.01) * 1000;
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (lags) => {
      const { eventLoop } = watched(lags.map((lag, i) => (lag ? limit_ms + 1 + i : limit_ms - 0.001)));
      expect(eventLoop.lagging).toBe(lags.filter(Boolean).length);
    }),
  );
});

it('adds up the pauses of the garbage collector, seconds', () => {
  const watch = new SelfWatch();
  perf.gc!({ getEntries: () => [{ duration: 2 }, { duration: 5 }] });
  perf.gc!({ getEntries: () => [{ duration: 3 }] });
  const { gc, utilization } = watch.stop();
  expect(gc.count).toBe(3);
  expect(gc.total_s).toBeCloseTo(0.01, 12);
  expect(gc.max_s).toBe(0.005);
  expect(utilization).toBe(0.25);
});

it('watches from its making to its stop', () => {
  watched([]);
  expect(perf.calls).toEqual(['enable', 'observe', 'disable', 'disconnect']);
});
