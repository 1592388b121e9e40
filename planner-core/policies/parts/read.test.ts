import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation, WorkerObservation } from '../../ports.js';
import {
  known,
  meanKvUsage,
  queueLength,
  requestRate,
  requestShape,
  requestsInFlight,
  runningRequests,
} from './read.js';

const BARE: Observation = { time: 10, windowSeconds: 10, workers: {} };
const seen = (fields: Partial<Observation>): Observation => ({ ...BARE, ...fields });
const withDecode = (...workers: Partial<WorkerObservation>[]) =>
  seen({ workersDetail: { decode: workers.map((worker, i) => ({ id: String(i), ...worker })) } });

describe('a number that may be counted with', () => {
  it.each([
    [0, 0],
    [2.5, 2.5],
    [1e12, 1e12],
    [-1, undefined],
    [-1e-9, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NEGATIVE_INFINITY, undefined],
    [undefined, undefined],
  ])('%s reads as %s', (value, read) => {
    expect(known(value)).toBe(read);
  });
});

describe('the request rate', () => {
  it('is what ended in the window', () => {
    expect(requestRate(seen({ traffic: { requests: 50 } }))).toBe(5);
    expect(requestRate(seen({ traffic: { requests: 0 } }))).toBe(0);
  });

  it('is what came where that is counted', () => {
    expect(requestRate(seen({ traffic: { requests: 50, arrivals: 80 } }))).toBe(8);
    expect(requestRate(seen({ traffic: { requests: 50, arrivals: 0 } }))).toBe(0);
  });

  it('falls back on what ended where the count of arrivals is no number', () => {
    expect(requestRate(seen({ traffic: { requests: 50, arrivals: Number.NaN } }))).toBe(5);
    expect(requestRate(seen({ traffic: { requests: 50, arrivals: -3 } }))).toBe(5);
  });

  it.each([
    ['no traffic', {}],
    ['no series', { traffic: {} }],
    ['NaN', { traffic: { requests: Number.NaN } }],
    ['a negative count', { traffic: { requests: -5 } }],
    ['an empty window', { traffic: { requests: 5 }, windowSeconds: 0 }],
    ['a window that is no number', { traffic: { requests: 5 }, windowSeconds: Number.NaN }],
  ])('is not known for %s', (_what, fields) => {
    expect(requestRate(seen(fields))).toBeUndefined();
  });
});

describe('the shape of requests', () => {
  it('is their mean prompt and output', () => {
    expect(requestShape(seen({ traffic: { inputTokensMean: 900, outputTokensMean: 30 } }))).toEqual({
      isl: 900,
      osl: 30,
    });
  });

  it.each([
    { inputTokensMean: 900 },
    { outputTokensMean: 30 },
    { inputTokensMean: Number.NaN, outputTokensMean: 30 },
    { inputTokensMean: 900, outputTokensMean: Number.POSITIVE_INFINITY },
    {},
  ])('is not known from %j', (traffic) => {
    expect(requestShape(seen({ traffic }))).toBeUndefined();
  });
});

describe('the queue of a role', () => {
  it('is the pool’s', () => {
    expect(queueLength(seen({ queues: { decode: 7 } }), 'decode')).toBe(7);
    expect(queueLength(seen({ queues: { decode: 7 } }), 'prefill')).toBeUndefined();
  });

  it('is the sum of its workers’: for decode those that wait for a place in the batch', () => {
    expect(
      queueLength(withDecode({ queuedDecodeRequests: 2, queuedRequests: 90 }, { queuedDecodeRequests: 3 }), 'decode'),
    ).toBe(5);
    const prefill = seen({ workersDetail: { prefill: [{ id: 'a', queuedRequests: 4, queuedDecodeRequests: 9 }] } });
    expect(queueLength(prefill, 'prefill')).toBe(4);
    const both = seen({ workersDetail: { aggregated: [{ id: 'a', queuedRequests: 4 }] } });
    expect(queueLength(both, 'aggregated')).toBe(4);
  });

  it('is nothing where its workers say so and no pool does', () => {
    expect(queueLength(withDecode({ queuedDecodeRequests: 0 }), 'decode')).toBe(0);
    expect(queueLength(seen({ queues: { decode: 0 } }), 'decode')).toBe(0);
  });

  it('is the larger where both are told', () => {
    const workers = { decode: [{ id: 'a', queuedDecodeRequests: 5 }] };
    expect(queueLength(seen({ queues: { decode: 3 }, workersDetail: workers }), 'decode')).toBe(5);
    expect(queueLength(seen({ queues: { decode: 8 }, workersDetail: workers }), 'decode')).toBe(8);
  });

  it('is the pool’s where one worker does not tell', () => {
    const workers = { decode: [{ id: 'a', queuedDecodeRequests: 5 }, { id: 'b' }] };
    expect(queueLength(seen({ queues: { decode: 3 }, workersDetail: workers }), 'decode')).toBe(3);
    expect(queueLength(seen({ workersDetail: workers }), 'decode')).toBeUndefined();
  });

  it('is not known from what is no number', () => {
    expect(queueLength(seen({ queues: { decode: Number.NaN } }), 'decode')).toBeUndefined();
  });
});

describe('requests in work', () => {
  it('are the sum of the batches', () => {
    expect(runningRequests(withDecode({ running: 12 }, { running: 0 }, { running: 3 }), 'decode')).toBe(15);
  });

  it.each([
    ['there are no workers', BARE],
    ['the list is empty', withDecode()],
    ['one does not tell', withDecode({ running: 12 }, {})],
    ['one tells NaN', withDecode({ running: 12 }, { running: Number.NaN })],
  ])('are not known where %s', (_what, observation) => {
    expect(runningRequests(observation, 'decode')).toBeUndefined();
  });

  it("by Little's law are rate times duration", () => {
    const traffic = { requests: 50 };
    expect(requestsInFlight(seen({ traffic, latency: { requestDuration: 3 } }))).toBe(15);
    expect(requestsInFlight(seen({ traffic, latency: { requestDuration: Number.NaN } }))).toBeUndefined();
    expect(requestsInFlight(seen({ latency: { requestDuration: 3 } }))).toBeUndefined();
    expect(requestsInFlight(seen({ traffic }))).toBeUndefined();
  });
});

describe('the mean KV usage', () => {
  it('is over all workers', () => {
    expect(meanKvUsage(withDecode({ kvUsage: 0.2 }, { kvUsage: 0.6 }), 'decode')).toBeCloseTo(0.4, 12);
  });

  it('is not known where one does not tell, or nobody is there', () => {
    expect(meanKvUsage(withDecode({ kvUsage: 0.2 }, {}), 'decode')).toBeUndefined();
    expect(meanKvUsage(BARE, 'decode')).toBeUndefined();
  });
});

it('nothing that is read is negative, infinite or NaN', () => {
  const any = fc.option(fc.double(), { nil: undefined });
  fc.assert(
    fc.property(any, any, any, any, any, (a, b, c, d, e) => {
      const observation = JSON.parse(JSON.stringify({ ...BARE })) as Observation;
      const full = {
        ...observation,
        traffic: { requests: a, arrivals: b, inputTokensMean: c, outputTokensMean: d },
        latency: { requestDuration: e },
        queues: { decode: a },
        workersDetail: { decode: [{ id: 'a', running: b, queuedDecodeRequests: c, kvUsage: d }] },
      } as Observation;
      const shape = requestShape(full);
      const read = [
        requestRate(full),
        requestsInFlight(full),
        queueLength(full, 'decode'),
        runningRequests(full, 'decode'),
        meanKvUsage(full, 'decode'),
        shape?.isl,
        shape?.osl,
      ];
      for (const value of read) if (value !== undefined) expect(value).toBeGreaterThanOrEqual(0);
    }),
  );
});
