import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { WorkerEnd, WorkerEvent } from '../../reports/index.js';
import { poolSamples, WorkerLedger } from './worker-ledger.js';

function ledger() {
  const events: WorkerEvent[] = [];
  const ends: WorkerEnd[] = [];
  const made = new WorkerLedger(
    { decode: { gpus: 4 } },
    { worker: (event) => events.push(event), workerEnd: (end) => ends.push(end) },
  );
  return { ledger: made, events, ends };
}

const counts = (ready: number, starting = 0, draining = 0): WorkerCounts => ({
  ready,
  starting,
  draining,
  desired: ready + starting,
});

it('tells the life of each worker from counts', () => {
  const { ledger: book, ends } = ledger();
  book.observe(0, { decode: counts(1) });
  book.observe(10, { decode: counts(1, 1) });
  book.observe(40, { decode: counts(2) });
  book.observe(100, { decode: counts(1, 0, 1) });
  book.observe(110, { decode: counts(1) });
  book.close(120);
  expect(ends).toMatchObject([
    {
      worker: 1,
      gpus: 4,
      ordered_s: 10,
      ready_s: 40,
      drain_s: 100,
      gone_s: 110,
      seconds: { starting: 30, serving: 60, idle: 0, draining: 10 },
    },
    { worker: 0, ordered_s: 0, ready_s: 0, seconds: { serving: 120 } },
  ]);
  expect(book.gpuSeconds).toBe(4 * (120 + 100));
});

it('accounts for every worker that it is told of, whatever the counts do', () => {
  const few = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(fc.array(fc.tuple(few, few, few), { maxLength: 20 }), (series) => {
      const { ledger: book, events, ends } = ledger();
      series.forEach(([ready, starting, draining], i) => {
        book.observe(i * 10, { decode: counts(ready, starting, draining) });
        const inside = new Map(events.map(({ worker, state }) => [worker, state]));
        const having = (state: string) => [...inside.values()].filter((each) => each === state).length;
        expect([having('ready'), having('starting'), having('draining')]).toEqual([ready, starting, draining]);
      });
      book.close(series.length * 10);
      const seconds = ends.reduce((sum, { seconds: s, gpus }) => sum + gpus * (s.starting + s.serving + s.draining), 0);
      expect(seconds).toBeCloseTo(book.gpuSeconds, 6);
      expect(new Set(ends.map(({ worker }) => worker)).size).toBe(ends.length);
      expect(ends).toHaveLength(new Set(events.map(({ worker }) => worker)).size);
    }),
  );
});

it('samples pools with their GPUs', () => {
  expect(poolSamples({ decode: { ...counts(2, 1), pending: 1 } }, { decode: { gpus: 4, gpuSystem: 'h100' } })).toEqual({
    decode: {
      ready: 2,
      starting: 1,
      draining: 0,
      desired: 3,
      pending: 1,
      kinds: [{ ready: 2, starting: 1, draining: 0, gpus: 8, gpuSystem: 'h100' }],
    },
  });
});

describe('which worker it was', () => {
  const states = (events: readonly WorkerEvent[]) => events.map(({ worker, state }) => `${worker} ${state}`);

  it('the oldest that starts becomes ready first', () => {
    const { ledger: book, events } = ledger();
    book.observe(0, { decode: counts(0, 2) });
    book.observe(5, { decode: counts(1, 1) });
    book.observe(9, { decode: counts(2, 0) });
    expect(states(events)).toEqual(['0 starting', '1 starting', '0 ready', '1 ready']);
    expect(events.map(({ time_s }) => time_s)).toEqual([0, 0, 5, 9]);
  });

  it('the newest that is ready drains, and goes', () => {
    const { ledger: book, events } = ledger();
    book.observe(0, { decode: counts(3) });
    book.observe(5, { decode: counts(1, 0, 2) });
    book.observe(9, { decode: counts(1, 0, 1) });
    expect(states(events).slice(3)).toEqual(['2 draining', '1 draining', '2 gone']);
  });

  it('of those that start the newest is called off', () => {
    const { ledger: book, events, ends } = ledger();
    book.observe(0, { decode: counts(0, 2) });
    book.observe(7, { decode: counts(0, 1) });
    expect(states(events).slice(2)).toEqual(['1 gone']);
    expect(ends[0]).toMatchObject({ ordered_s: 0, gone_s: 7, seconds: { starting: 7, serving: 0, draining: 0 } });
    expect(ends[0]).not.toHaveProperty('ready_s');
  });

  it('one that vanishes without draining is gone at once', () => {
    const { ledger: book, ends } = ledger();
    book.observe(0, { decode: counts(2) });
    book.observe(4, { decode: counts(1) });
    expect(ends[0]).toMatchObject({ worker: 1, gone_s: 4, seconds: { starting: 0, serving: 4, draining: 0 } });
    expect(ends[0]).not.toHaveProperty('drain_s');
  });

  it('one that is first seen draining never served', () => {
    const { ledger: book, ends } = ledger();
    book.observe(3, { decode: counts(0, 0, 1) });
    book.observe(8, { decode: counts(0) });
    expect(ends[0]).toMatchObject({ ordered_s: 3, drain_s: 3, gone_s: 8 });
    expect(ends[0]!.seconds).toEqual({ starting: 0, serving: 0, idle: 0, draining: 5 });
  });

  it('one that drains while as many are ready as before was never seen until now', () => {
    const { ledger: book, events } = ledger();
    book.observe(0, { decode: counts(1) });
    book.observe(5, { decode: counts(1, 0, 1) });
    // the ready count did not fall, so the one that drains has never been seen before
    expect(states(events)).toEqual(['0 ready', '1 draining']);
  });
});

describe('roles', () => {
  const hardware = { prefill: { gpus: 1 }, decode: { gpus: 4, gpuSystem: 'h200' } } as const;
  const book = () => {
    const ends: WorkerEnd[] = [];
    const made = new WorkerLedger(hardware, { worker: () => undefined, workerEnd: (end) => ends.push(end) });
    return { made, ends };
  };

  it('are counted apart, each on its own hardware, under numbers that no two share', () => {
    const { made, ends } = book();
    made.observe(0, { prefill: counts(2), decode: counts(1) });
    made.close(10);
    expect(made.gpuSeconds).toBe(10 * (2 * 1 + 1 * 4));
    expect(ends.map(({ worker, role, gpus, gpuSystem }) => [worker, role, gpus, gpuSystem])).toEqual([
      [0, 'prefill', 1, undefined],
      [1, 'prefill', 1, undefined],
      [2, 'decode', 4, 'h200'],
    ]);
  });

  it('a role that an observation leaves out keeps its workers', () => {
    const { made } = book();
    made.observe(0, { prefill: counts(1), decode: counts(1) });
    made.observe(10, { decode: counts(0) });
    made.close(20);
    expect(made.gpuSeconds).toBe(10 * 5 + 10 * 1);
  });

  it('workers on hardware that is not known hold 0 GPUs', () => {
    const { made, ends } = book();
    made.observe(0, { aggregated: counts(3) });
    made.close(100);
    expect(made.gpuSeconds).toBe(0);
    expect(ends).toHaveLength(3);
    expect(ends[0]).toMatchObject({ gpus: 0, seconds: { serving: 100 } });
  });

  it('GPU-seconds are the integral of the counts, and no number comes back, whatever the counts do', () => {
    const few = fc.nat(4);
    const some = fc.record({ ready: few, starting: few, draining: few });
    const step = fc.record({ wait_s: fc.integer({ min: 1, max: 60 }), prefill: some, decode: some });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const { made, ends } = book();
        let time_s = 0;
        let integral = 0;
        for (const { wait_s, ...roles } of steps) {
          made.observe(time_s, { prefill: { ...roles.prefill, desired: 0 }, decode: { ...roles.decode, desired: 0 } });
          for (const role of ['prefill', 'decode'] as const satisfies Role[]) {
            const { ready, starting, draining } = roles[role];
            integral += (ready + starting + draining) * hardware[role].gpus * wait_s;
          }
          time_s += wait_s;
        }
        made.close(time_s);
        expect(made.gpuSeconds).toBe(integral);
        const ids = ends.map(({ worker }) => worker).sort((a, b) => a - b);
        expect(ids).toEqual(ids.map((_, i) => i)); // each number once, none left out
        for (const { seconds } of ends) expect(Math.min(...Object.values(seconds))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('the end', () => {
  it('leaves a worker that is still there without an end of its own', () => {
    const { ledger: book, ends } = ledger();
    book.observe(0, { decode: counts(1, 1, 1) });
    book.close(30);
    expect(ends).toHaveLength(3);
    for (const end of ends) expect(end).not.toHaveProperty('gone_s');
    expect(ends.map(({ seconds }) => [seconds.starting, seconds.serving, seconds.draining])).toEqual([
      [30, 0, 0],
      [0, 30, 0],
      [0, 0, 30],
    ]);
  });

  it('that comes before the last observation does not turn time back', () => {
    const { ledger: book, ends } = ledger();
    book.observe(50, { decode: counts(1) });
    book.close(40);
    expect(ends[0]!.seconds.serving).toBe(0);
    expect(book.gpuSeconds).toBe(0);
  });

  it('without workers tells nothing', () => {
    const { ledger: book, ends, events } = ledger();
    book.observe(0, {});
    book.close(10);
    expect([ends, events, book.gpuSeconds]).toEqual([[], [], 0]);
  });
});

describe('a sample of pools', () => {
  it('has every role that the platform tells, on 0 GPUs where the hardware is not known', () => {
    const pools = poolSamples({ prefill: counts(1), decode: counts(0, 0, 2) }, { prefill: { gpus: 2 } });
    expect(pools.prefill!.kinds).toEqual([{ ready: 1, starting: 0, draining: 0, gpus: 2 }]);
    expect(pools.decode!.kinds).toEqual([{ ready: 0, starting: 0, draining: 2, gpus: 0 }]);
  });

  it('a worker that waits for GPUs holds none', () => {
    const { decode } = poolSamples({ decode: { ...counts(0, 3), pending: 3 } }, { decode: { gpus: 8 } });
    expect(decode!.kinds).toEqual([{ ready: 0, starting: 3, draining: 0, gpus: 0 }]);
  });

  it('of nothing is nothing', () => {
    expect(poolSamples({}, { decode: { gpus: 8 } })).toEqual({});
  });
});
