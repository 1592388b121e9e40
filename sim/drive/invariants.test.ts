/** What must always hold: each breach stops the run and names the time, the seed and the object; what holds passes. */
import { describe, expect, it } from 'vitest';
import type { RequestEnd, WorkerEnd } from '../../reports/record/index.js';
import type { Clients } from '../clients/clients.js';
import type { Cluster } from '../cluster/cluster.js';
import {
  checkClosed,
  checkCluster,
  checkDecision,
  checkDrained,
  checkOrder,
  checkRequest,
  checkWorker,
} from './invariants.js';

/** The message of the breach that something throws; undefined where it throws none. */
function breachOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'HR_INVARIANT_BREACH' });
    expect(String(error)).toContain('Please report the scenario and the seed.');
    return String((error as Error).message).split('\n')[0];
  }
}

interface World {
  open: number;
  outside: number;
  inStages: number;
  inFlight: number;
  used: number;
  idle: boolean;
  transfersEnded: number;
  littleGap: number;
  link: object;
}

const SOUND: World = {
  open: 5,
  outside: 2,
  inStages: 3,
  inFlight: 3,
  used: 0,
  idle: false,
  transfersEnded: 4,
  littleGap: 0,
  link: { asked: 100, moved: 90, abandoned: 10, running: 0 },
};

function worldOf(of: Partial<World>): { cluster: Cluster; clients: Clients } {
  const { open, outside, inStages, inFlight, used, idle, transfersEnded, littleGap, link } = { ...SOUND, ...of };
  const worker = { id: 7, role: 'decode', engine: { kv: { used: () => used, capacity: 50 } } };
  const pool = { role: 'decode', members: () => [worker], idleBesideWork: () => (idle ? worker : undefined) };
  const cluster = {
    inStages,
    inFlight,
    pools: [pool],
    decode: { transfersBegun: 4, transfersEnded, linkBooks: () => [link] },
    stages: () => [{ name: 'KV transfer', meter: { littleGap: () => littleGap } }],
  };
  return { cluster: cluster as unknown as Cluster, clients: { open, waitingOutside: outside } as Clients };
}

describe('between any two events', () => {
  const check = (of: Partial<World>) =>
    breachOf(() => {
      const { cluster, clients } = worldOf(of);
      checkCluster(cluster, clients, 12, 3);
    });

  it.each<[Partial<World>, string | undefined]>([
    [{}, undefined],
    [{ used: 50 }, undefined],
    [{ open: 6 }, '6 requests are open but 5 accounted for at 12 s, seed 3'],
    [{ inFlight: 4 }, '4 requests are inside but the stages hold 3 at 12 s, seed 3'],
    [{ used: 51 }, 'decode worker 7 uses 51 of 50 KV blocks at 12 s, seed 3'],
    [{ used: -1 }, 'decode worker 7 uses -1 of 50 KV blocks at 12 s, seed 3'],
    [{ idle: true }, 'decode worker 7 leaves work waiting that it could take at 12 s, seed 3'],
  ])('%j: %s', (of, message) => {
    expect(check(of)).toBe(message);
  });
});

describe('after the last request', () => {
  const check = (of: Partial<World>) => breachOf(() => checkDrained(worldOf(of).cluster, 99, 1));

  it.each<[Partial<World>, string | undefined]>([
    [{}, undefined],
    [{ used: 2 }, '2 KV blocks of worker 7 are in use after the last request at 99 s, seed 1'],
    [{ transfersEnded: 3 }, '4 KV transfers begun but 3 ended at 99 s, seed 1'],
    [{ littleGap: 0.5 }, "Little's law is off by 0.5 in stage 'KV transfer' at 99 s, seed 1"],
    [{ littleGap: 1e-7 }, undefined],
    [
      { link: { asked: 100, moved: 90, abandoned: 10, running: 1 } },
      '1 flows of a transfer link are still under way at 99 s, seed 1',
    ],
    [
      { link: { asked: 100, moved: 90, abandoned: 5, running: 0 } },
      'a transfer link was asked for 100 bytes, moved 90 and gave up 5 at 99 s, seed 1',
    ],
    [{ link: { asked: 1e9, moved: 1e9 + 500, abandoned: 0, running: 0 } }, undefined], // rounding of so much
  ])('%j: %s', (of, message) => {
    expect(check(of)).toBe(message);
  });

  it('does without transfers in an aggregated cluster', () => {
    const { cluster } = worldOf({});
    expect(breachOf(() => checkDrained({ ...cluster, decode: undefined } as unknown as Cluster, 1, 1))).toBeUndefined();
  });
});

describe('at the end of any run', () => {
  const check = (infrastructure: object, workerGpu_s = 80) =>
    breachOf(() => checkClosed({ infrastructure } as unknown as Cluster, workerGpu_s, 99, 1));
  const nodes = (provisioned_gpu_s: number, idle_gpu_s: number) => ({
    nodes: { nodeTime: () => ({ provisioned_gpu_s, idle_gpu_s }) },
  });

  it('has nothing to check where GPUs have no end and nobody loads', () => {
    expect(check({})).toBeUndefined();
  });

  it.each([
    [100, 20, 80, undefined],
    [100, 30, 80, 'the nodes gave 70 GPU seconds but the workers account for 80 at 99 s, seed 1'],
    [100, 10, 80, 'the nodes gave 90 GPU seconds but the workers account for 80 at 99 s, seed 1'],
    [100, -1, 101, 'the nodes were idle for -1 GPU seconds at 99 s, seed 1'],
    [1e9, 0, 1e9 + 100, undefined], // rounding of so much
  ])('nodes of %d GPU seconds, %d of them idle, beside workers of %d: %s', (provisioned, idle, workers, message) => {
    expect(check(nodes(provisioned, idle), workers)).toBe(message);
  });

  it('finds what still loads from the storage', () => {
    const storage = { books: () => ({ asked: 5, moved: 5, abandoned: 0, running: 2 }) };
    expect(check({ storage })).toBe('2 flows of the storage are still under way at 99 s, seed 1');
  });
});

describe('a decision', () => {
  const check = (targets: object, least = 0) =>
    breachOf(() => checkDecision({ targets, reasons: [], explanation: {}, log: [] }, least, 60, 1));

  it.each([
    [{ prefill: 3, decode: 0 }, 0, undefined],
    [{}, 1, undefined],
    [{ prefill: 1 }, 1, undefined],
    [{ prefill: 1.5 }, 0, 'the policy orders 1.5 prefill workers; 0 is its least at 60 s, seed 1'],
    [{ decode: -1 }, 0, 'the policy orders -1 decode workers; 0 is its least at 60 s, seed 1'],
    [{ prefill: 2, decode: 0 }, 1, 'the policy orders 0 decode workers; 1 is its least at 60 s, seed 1'],
    [{ aggregated: Number.NaN }, 0, 'the policy orders NaN aggregated workers; 0 is its least at 60 s, seed 1'],
    [
      { decode: Number.POSITIVE_INFINITY },
      0,
      'the policy orders Infinity decode workers; 0 is its least at 60 s, seed 1',
    ],
  ])('of %j with a least of %d: %s', (targets, least, message) => {
    expect(check(targets, least)).toBe(message);
  });
});

describe("a request's times", () => {
  const check = (times: Partial<RequestEnd>) =>
    breachOf(() => checkRequest({ id: 4, arrival_s: 1, time_s: 9, ...times } as RequestEnd, 2));
  const backwards = 'the times of request 4 run backwards at 9 s, seed 2';

  it.each<[Partial<RequestEnd>, string | undefined]>([
    [{}, undefined],
    [{ firstToken_s: 2, lastToken_s: 9 }, undefined],
    [{ firstToken_s: 1, lastToken_s: 1 }, undefined],
    [{ firstToken_s: 0.5 }, backwards],
    [{ firstToken_s: 5, lastToken_s: 4 }, backwards],
    [{ lastToken_s: 9.1 }, backwards],
    [{ arrival_s: 10 }, backwards],
  ])('%j: %s', (times, message) => {
    expect(check(times)).toBe(message);
  });
});

describe("a worker's account", () => {
  const check = (of: Partial<WorkerEnd>, now_s = 100) =>
    breachOf(() =>
      checkWorker(
        {
          worker: 3,
          ordered_s: 10,
          seconds: { starting: 20, serving: 30, idle: 30, draining: 10 },
          ...of,
        } as WorkerEnd,
        now_s,
        1,
      ),
    );

  it('is its life, to now or to its end', () => {
    expect(check({})).toBeUndefined();
    expect(check({ gone_s: 100 }, 500)).toBeUndefined();
    expect(check({ seconds: { starting: 20, serving: 30, idle: 30, draining: 0 }, withoutGpus_s: 10 })).toBeUndefined();
  });

  it('is short or too long where a state is not booked', () => {
    expect(check({ gone_s: 99 })).toBe('worker 3 lived 89 s but accounts for 90 s at 100 s, seed 1');
    expect(check({ ordered_s: 9 })).toBe('worker 3 lived 91 s but accounts for 90 s at 100 s, seed 1');
    expect(check({ withoutGpus_s: 1 })).toBe('worker 3 lived 90 s but accounts for 91 s at 100 s, seed 1');
  });

  it('may be off by what a long clock rounds', () => {
    expect(check({ ordered_s: 1e6 - 90 + 1e-5 }, 1e6)).toBeUndefined();
  });
});

it('events are told in time order; several may share an instant', () => {
  expect(breachOf(() => checkOrder(5, 5, 1))).toBeUndefined();
  expect(breachOf(() => checkOrder(4.9, 5, 1))).toBe('an event is told after one of 5 s at 4.9 s, seed 1');
});
