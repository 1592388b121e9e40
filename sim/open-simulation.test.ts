/** A cluster whose requests come from outside does what the simulation does with the same requests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestEnd } from '../reports/record/index.js';
import type { TrafficRequest } from '../scenarios/index.js';
import { OpenSimulation } from './open-simulation.js';
import { simulate } from './simulation.js';
import { collect, type SmallClusterOptions, smallInput } from './testing/index.js';

const rows = fc.array(
  fc.record({
    gap_ms: fc.integer({ min: 1, max: 400 }),
    inputTokens: fc.integer({ min: 1, max: 300 }),
    outputTokens: fc.integer({ min: 1, max: 40 }),
  }),
  {
    minLength: 1,
    maxLength: 25,
  },
);
const clusters = fc.constantFrom<SmallClusterOptions>(
  {},
  { aggregated: { replicas: 2 } },
  { decode: { max_batch: 2 }, transfer: { first_token: 'decode' } },
  { frontend: { lost_work: 'fail', max_in_flight: 3 } },
);

function requestsOf(drawn: readonly { gap_ms: number; inputTokens: number; outputTokens: number }[]): TrafficRequest[] {
  let arrival_s = 0;
  return drawn.map(({ gap_ms, inputTokens, outputTokens }, id) => {
    arrival_s += gap_ms / 1000;
    return { id, arrival_s, inputTokens, outputTokens };
  });
}

interface Told {
  readonly ends: RequestEnd[];
  /** Token times by request. */
  readonly tokens: Map<number, number[]>;
}

function playOpen(cluster: SmallClusterOptions, requests: readonly TrafficRequest[]): Told {
  const { sink, ends } = collect();
  const tokens = new Map<number, number[]>();
  const open = new OpenSimulation(smallInput(cluster), sink, (id, delivered, time_s) => {
    const times = tokens.get(id) ?? [];
    tokens.set(id, times);
    while (times.length < delivered) times.push(time_s);
  });
  for (const request of requests) open.send(request);
  open.advance(1000);
  open.finish(1000);
  return { ends, tokens };
}

describe('an open simulation', () => {
  it('tells of every request what the simulation tells', () => {
    fc.assert(
      fc.property(clusters, rows, (cluster, drawn) => {
        const requests = requestsOf(drawn);
        const { sink, ends } = collect();
        simulate(smallInput({ ...cluster, engine: 'stepping' }), { requests }, sink);
        expect(playOpen(cluster, requests).ends).toEqual(ends);
      }),
      { numRuns: 60 },
    );
  });

  it('tells each token once, in order, the first and the last at the times of the request', () => {
    fc.assert(
      fc.property(clusters, rows, (cluster, drawn) => {
        const { ends, tokens } = playOpen(cluster, requestsOf(drawn));
        for (const { id, deliveredTokens, firstToken_s, lastToken_s } of ends) {
          const times = tokens.get(id) ?? [];
          expect(times).toHaveLength(deliveredTokens);
          expect([times[0], times.at(-1)]).toEqual([firstToken_s, lastToken_s]);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('frees what a client held who has gone', () => {
    const { sink, ends } = collect();
    const open = new OpenSimulation(smallInput({ decode: { max_batch: 1 } }), sink, () => undefined);
    const first = open.send({ id: 0, arrival_s: 0, inputTokens: 10, outputTokens: 1000 });
    open.send({ id: 1, arrival_s: 0, inputTokens: 10, outputTokens: 3 });
    open.advance(1);
    expect(open.workers().map(({ kvBlocks }) => kvBlocks.used > 0)).toEqual([true, true]);
    open.cancel(first, 1);
    open.cancel(first, 1);
    open.advance(2);
    expect(ends.map(({ id, status }) => [id, status])).toEqual([
      [0, 'cancelled'],
      [1, 'completed'],
    ]);
    expect(open.workers().map(({ kvBlocks }) => kvBlocks.used)).toEqual([0, 0]);
  });

  it('starts ordered workers after their startup delay', () => {
    const { sink } = collect();
    const open = new OpenSimulation(smallInput(), sink, () => undefined);
    open.order({ decode: 3 }, 5);
    expect(open.counts()).toMatchObject({
      prefill: { ready: 1, desired: 1 },
      decode: { ready: 1, starting: 2, desired: 3 },
    });
    open.advance(34.9);
    expect(open.counts().decode).toMatchObject({ ready: 1, starting: 2 });
    open.advance(35);
    expect(open.counts().decode).toMatchObject({ ready: 3, starting: 0 });
  });
});
