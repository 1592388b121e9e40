import { describe, expect, it } from 'vitest';
import type { Observation, PolicySession } from '../../planner-core/index.js';
import type { ObservationEntry } from '../../reports/index.js';
import { replayObservations } from './replay.js';

/** Orders as many decode workers as requests were seen so far, and `offset` more. */
const counting =
  (offset = 0, started: unknown[] = []) =>
  (replicas: unknown): PolicySession<unknown> => {
    started.push(replicas);
    return {
      initialState: 0,
      leastWorkers: 0,
      tick: (state, { traffic }) => {
        const sum = (state as number) + (traffic?.requests ?? 0);
        return { state: sum, decision: { targets: { decode: sum + offset }, reasons: [], explanation: {}, log: [] } };
      },
    };
  };

const seen = (time: number, requests: number): Observation => ({
  time,
  windowSeconds: 10,
  workers: {},
  traffic: { requests },
});
const tick = (time_s: number, requests: number, decode: number, held = false): ObservationEntry =>
  ({
    tick: {
      time_s,
      observation: seen(time_s, requests),
      decision: { targets: { decode }, reasons: [], explanation: {}, log: [] },
      ...(held && { held: 'metrics_stale' }),
    },
  }) as unknown as ObservationEntry;
const start = (replicas: Record<string, number>, resumed = false): ObservationEntry =>
  ({ start: { time_s: 0, replicas, resumed } }) as unknown as ObservationEntry;

describe('a replay', () => {
  it('by the policy that was recorded answers the same, byte for byte', () => {
    const entries = [start({ decode: 1 }), tick(10, 2, 2), tick(20, 3, 5)];
    const { entries: again, ...told } = replayObservations(entries, counting());
    expect(told).toEqual({ ticks: 2, held: 0, same: 2, different_s: [] });
    expect(again).toEqual(entries);
  });

  it('by another one says when it would have ordered otherwise, and what', () => {
    const { entries, same, different_s } = replayObservations([start({}), tick(10, 2, 3), tick(20, 3, 5)], counting(1));
    expect([same, different_s]).toEqual([1, [20]]);
    expect(entries[2]).toMatchObject({ tick: { decision: { targets: { decode: 6 } } } });
  });

  it('begins with the counts that the record tells', () => {
    const started: unknown[] = [];
    replayObservations([start({ decode: 4 }), tick(10, 1, 1)], counting(0, started));
    expect(started).toEqual([{ decode: 4 }]);
  });

  it('begins without counts where the record tells none', () => {
    const started: unknown[] = [];
    expect(replayObservations([tick(10, 1, 1)], counting(0, started)).same).toBe(1);
    expect(started).toEqual([{}]);
  });

  it('of nothing has nothing', () => {
    expect(replayObservations([], counting())).toEqual({ entries: [], ticks: 0, held: 0, same: 0, different_s: [] });
  });
});

describe('a tick that was held', () => {
  it('stays held: no policy is asked, and its state is as it was', () => {
    const entries = [start({}), tick(10, 2, 2), tick(20, 50, 2, true), tick(30, 1, 3)];
    const { entries: again, ticks, held, same } = replayObservations(entries, counting());
    expect({ ticks, held, same }).toEqual({ ticks: 3, held: 1, same: 2 });
    expect(again[2]).toBe(entries[2]);
  });
});

describe('a planner that was started again', () => {
  it('begins anew here, too', () => {
    const entries = [start({}), tick(10, 2, 2), start({ decode: 2 }), tick(20, 3, 3)];
    expect(replayObservations(entries, counting()).same).toBe(2);
  });

  it('with its state goes on where it was', () => {
    const entries = [start({}), tick(10, 2, 2), start({ decode: 2 }, true), tick(20, 3, 5)];
    expect(replayObservations(entries, counting()).same).toBe(2);
  });

  it('whose record begins with the state of before has to begin somewhere', () => {
    const started: unknown[] = [];
    replayObservations([start({ decode: 7 }, true), tick(10, 1, 1)], counting(0, started));
    expect(started).toEqual([{ decode: 7 }]);
  });
});
