import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WorkerCounts } from '../../planner-core/index.js';
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
