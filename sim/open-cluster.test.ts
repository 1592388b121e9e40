/** What a caller who keeps the time sees of an open simulation: times, rows of workers, faults, the end. */
import { describe, expect, it } from 'vitest';
import { OpenSimulation } from './open-simulation.js';
import { collect, requestOf, type SmallClusterOptions, smallInput, smallProfile } from './testing/index.js';

function openOf(options: SmallClusterOptions = {}) {
  const collected = collect();
  const tokens: string[] = [];
  const open = new OpenSimulation(smallInput(options), collected.sink, (id, delivered, time_s) =>
    tokens.push(`${id} ${delivered} ${Math.round(time_s * 1e6) / 1e3}`),
  );
  return { open, tokens, ...collected };
}

describe('the time', () => {
  it('goes to what is due, and stands at the last of it', () => {
    const { open } = openOf();
    expect([open.now_s, open.next_s]).toEqual([0, 0]); // the first sample
    open.advance(25);
    expect([open.now_s, open.next_s]).toEqual([20, 30]);
  });

  it('that lies behind counts as now', () => {
    const { open, ends } = openOf();
    open.send(requestOf({ arrival_s: 50, inputTokens: 10, outputTokens: 1 }));
    const late = requestOf({ id: 1, arrival_s: 20, inputTokens: 10, outputTokens: 1 });
    expect(open.send(late).request).toBe(late);
    expect(open.now_s).toBe(50);
    open.advance(60);
    // its arrival is what it says; it is served from 50 s on, behind the other
    expect(ends.map(({ id, arrival_s, time_s }) => [id, arrival_s, Math.round(time_s * 1e3)])).toEqual([
      [0, 50, 50_010],
      [1, 20, 50_020],
    ]);
  });

  it('tells each token as it comes', () => {
    const { open, tokens } = openOf({ aggregated: {} });
    open.send(requestOf({ inputTokens: 100, outputTokens: 3 }));
    open.advance(1);
    expect(tokens).toEqual(['0 1 100', '0 2 110', '0 3 120']);
  });
});

describe('rows of workers', () => {
  it('tell who is there, in which state and stage, with the KV in use', () => {
    const { open } = openOf({ aggregated: {}, profile: smallProfile({ maxKvTokens: 1000 }) });
    open.order({ aggregated: 2 }, 1);
    open.send(requestOf({ arrival_s: 2, inputTokens: 100, outputTokens: 400 }));
    const [serving, starting] = open.workers();
    expect(serving).toMatchObject({ id: 0, role: 'aggregated', state: 'ready', gpus: 1, ordered_s: 0, ready_s: 0 });
    expect(serving!.kvBlocks).toEqual({ used: 500, all: 1000 });
    expect(serving!.engine).toMatchObject({ id: '0', kvUsage: 0.5, running: 1 });
    expect(serving).not.toHaveProperty('stage');
    expect(starting).toEqual({
      ...{ id: 1, role: 'aggregated', state: 'starting', gpus: 1, ordered_s: 1, stage: 'startup' },
      kvBlocks: { used: 0, all: 1000 },
    });
  });

  it('leave out who is gone', () => {
    const { open } = openOf({ aggregated: { replicas: 2 } });
    open.order({ aggregated: 1 }, 1);
    expect(open.workers().map(({ id }) => id)).toEqual([0]);
  });

  it('agree with the counts and the sample', () => {
    const { open } = openOf();
    open.order({ decode: 3 }, 1);
    expect(open.counts()).toEqual({
      prefill: { ready: 1, starting: 0, draining: 0, desired: 1 },
      decode: { ready: 1, starting: 2, draining: 0, desired: 3 },
    });
    expect(open.sample().pools.decode).toMatchObject(open.counts().decode!);
  });
});

describe('faults', () => {
  it('of the metrics are there to be read while they last', () => {
    const faults = [
      { kind: 'metrics_lost', at_s: 5, duration_s: 10, engines: false },
      { kind: 'late_scrape', at_s: 5, duration_s: 10, delay_s: 2 },
      { kind: 'metrics_frozen', at_s: 8, duration_s: 3 },
    ] as const;
    const { open } = openOf({ faults });
    const seen = [4, 5, 8, 11, 15].map((time_s) => {
      open.advance(time_s);
      const { lost, frozen, delay_s } = open.metricsFaults;
      return [lost, frozen, delay_s];
    });
    expect(seen).toEqual([
      [0, 0, 0],
      [1, 0, 2],
      [1, 1, 2],
      [1, 0, 2],
      [0, 0, 0],
    ]);
  });

  it('make orders go nowhere, or be held against the last one', () => {
    const faults = [
      { kind: 'orders_lost', role: 'prefill', at_s: 5, duration_s: 10 },
      { kind: 'orders_remembered', at_s: 20, duration_s: 10 },
    ] as const;
    const { open } = openOf({ faults });
    open.order({ prefill: 3, decode: 2 }, 6);
    expect([open.counts().prefill!.desired, open.counts().decode!.desired]).toEqual([1, 2]);
    open.order({ prefill: 3 }, 25); // remembered as ordered, though it went nowhere
    expect(open.counts().prefill!.desired).toBe(1);
    open.order({ prefill: 3 }, 31);
    expect(open.counts().prefill!.desired).toBe(3);
  });
});

describe('the end', () => {
  it('is at its time, once, and leaves those inside unfinished', () => {
    const { open, ends, runEnds } = openOf();
    open.send(requestOf({ outputTokens: 5000 }));
    open.finish(3);
    open.finish(4);
    open.abandon();
    expect([ends.length, ends[0]!.status, ends[0]!.time_s]).toEqual([1, 'unfinished', 3]);
    expect(runEnds).toHaveLength(1);
  });

  it('after a failure is told once, without the rest', () => {
    const { open, ends, runEnds } = openOf();
    open.send(requestOf({ outputTokens: 5000 }));
    open.abandon();
    open.finish(4);
    expect([ends.length, runEnds.length]).toEqual([0, 1]);
  });
});

it('a client’s own retries are its own matter: nothing is sent again', () => {
  const { open, ends } = openOf({ frontend: { max_in_flight: 1 } });
  open.send(requestOf({ id: 0, outputTokens: 500 }));
  open.send(requestOf({ id: 1, arrival_s: 1 }));
  open.advance(100);
  expect(ends.map(({ id, status, attempts }) => [id, status, attempts])).toEqual([
    [1, 'rejected', 1],
    [0, 'completed', 1],
  ]);
});
