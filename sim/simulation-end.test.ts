/** When a run is over, and what its caller may do on the way there. */
import { describe, expect, it } from 'vitest';
import type { TrafficRequest } from '../scenarios/index.js';
import { Simulation, simulate } from './simulation.js';
import {
  collect,
  play,
  type Rows,
  requestOf,
  requests,
  type SmallClusterOptions,
  scriptedPolicy,
  smallInput,
} from './testing/index.js';

const end_s = (rows: Rows, options: SmallClusterOptions = {}) => play(rows, options).result.simulated_s;

describe('a run is over', () => {
  it('when everybody has come and left', () => {
    expect(end_s([[0, 100, 3]])).toBeCloseTo(0.122, 9);
  });

  it('not before the traffic’s time is over, though nobody comes any more', () => {
    expect(end_s([[0, 100, 3]], { trafficDuration_s: 77 })).toBe(77);
  });

  it('at once where nobody ever comes', () => {
    expect(end_s([])).toBe(0);
    expect(end_s([], { trafficDuration_s: 12 })).toBe(12);
  });

  it('when the drain limit after the traffic’s end is reached, and those inside are unfinished', () => {
    const { result } = play([[5, 10, 1000]], { drainLimit_s: 2 });
    expect(result.simulated_s).toBe(7);
    expect(result.tally).toEqual({ injected: 1, completed: 0, failed: 0, unfinished: 1 });
  });

  it('counts the drain limit from the end of the traffic’s time where that comes later than the last request', () => {
    expect(end_s([[5, 10, 10_000]], { drainLimit_s: 2, trafficDuration_s: 30 })).toBe(32);
  });

  it('at the end of the traffic where nothing may drain', () => {
    expect(end_s([[5, 10, 1000]], { drainLimit_s: 0 })).toBe(5);
  });

  it('when nothing more will happen for those inside, where they are waited for without end', () => {
    const { result } = play([[0, 100, 3]], { drainLimit_s: Number.POSITIVE_INFINITY });
    expect(result.tally.completed).toBe(1);
  });
});

describe('traffic', () => {
  it('is pulled one request at a time, as the clock comes to them', () => {
    const pulled: number[] = [];
    function* stream(): Generator<TrafficRequest> {
      for (let id = 0; id < 5; id++) {
        pulled.push(id);
        yield requestOf({ id, arrival_s: id * 10, outputTokens: 1 });
      }
    }
    const simulation = new Simulation(smallInput(), { requests: stream() }, collect().sink);
    expect(pulled).toEqual([]);
    while (simulation.now_s < 21) simulation.advance(1);
    expect(pulled).toEqual([0, 1, 2, 3]);
    expect(simulation.arrived).toBe(3);
  });

  it('of one instant is all known before any of it is served', () => {
    const rows: Rows = Array.from({ length: 5 }, () => [1, 10, 1] as const);
    const { ends } = play(rows, { aggregated: {} });
    expect(new Set(ends.map(({ time_s }) => time_s))).toEqual(new Set([1.05])); // one step for all
  });

  it('that goes backwards stops the run', () => {
    const backwards: Rows = [
      [5, 10, 1],
      [4, 10, 1],
    ];
    expect(() => play(backwards)).toThrow(RangeError);
  });
});

describe('in slices', () => {
  const rows = Array.from({ length: 30 }, (_, i) => [i * 0.7, 50 + i, 20] as const);
  const policy = scriptedPolicy([{ decode: 2 }]);

  it('of any size it tells what it tells in one go', () => {
    const whole = collect();
    simulate(smallInput({ policy }), requests(rows), whole.sink);
    for (const slice of [1, 7, 1000]) {
      const sliced = collect();
      const simulation = new Simulation(smallInput({ policy }), requests(rows), sliced.sink);
      while (!simulation.advance(slice));
      simulation.finish();
      expect(sliced.log).toEqual(whole.log);
    }
  });

  it('does nothing more once it is over', () => {
    const { sink, log } = collect();
    const simulation = new Simulation(smallInput(), requests(rows), sink);
    simulation.advance(Number.POSITIVE_INFINITY);
    const told = log.length;
    expect(simulation.advance(10)).toBe(true);
    const result = simulation.finish();
    simulation.abandon();
    expect([log.length, simulation.finish()]).toEqual([told, result]);
  });

  it('can be given up: its end is told, and nothing else', () => {
    const { sink, log, runEnds } = collect();
    const simulation = new Simulation(smallInput(), requests(rows), sink);
    simulation.advance(20);
    const told = log.length;
    simulation.abandon();
    expect([log.length - told, runEnds.length]).toEqual([1, 1]);
    expect(simulation.finish().events).toBe(20);
    expect(runEnds).toHaveLength(1);
  });

  it('says how far it is', () => {
    const simulation = new Simulation(smallInput(), requests(rows), collect().sink);
    expect([simulation.now_s, simulation.arrived]).toEqual([0, 0]);
    simulation.advance(Number.POSITIVE_INFINITY);
    expect(simulation.arrived).toBe(30);
    expect(simulation.now_s).toBeGreaterThan(29 * 0.7);
  });
});
