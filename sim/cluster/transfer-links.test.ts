/** The way of a KV cache in closed form: 100 tokens of 1 MB at 1 GB/s take 100 ms, beside a latency of 2 ms. */
import { describe, expect, it } from 'vitest';
import type { TransferSpec } from '../../scenarios/index.js';
import { ClockRig, play, type Rows, smallProfile } from '../testing/index.js';
import { inFlightOf, workerOf } from './testing/workers.js';
import { TransferLinks } from './transfer-links.js';

const profile = { ...smallProfile(), kvBytesPerToken: 1e6 };

/** Seconds from the end of the prompt (100 ms, each on a prefill worker of its own) to the first token, by request. */
function waits(rows: Rows, transfer: Partial<TransferSpec>, decodeWorkers = 1): number[] {
  const { end } = play(rows, {
    profile,
    prefill: { replicas: rows.length },
    decode: { replicas: decodeWorkers },
    transfer,
  });
  return rows.map(([arrival_s], id) => Math.round((end(id).firstToken_s! - arrival_s - 0.1) * 1e6) / 1e3);
}

const BOTH: Rows = [
  [0, 100, 5],
  [0, 100, 5],
];

it('takes the latency and the bytes at the bandwidth of one transfer, whoever else is on the way', () => {
  expect(waits(BOTH, { bandwidth_gb_per_s: 1 })).toEqual([102, 102]);
  expect(waits(BOTH, { bandwidth_gb_per_s: 1, latency_ms: 0 })).toEqual([100, 100]);
});

describe('a shared link', () => {
  const shared = (per: 'cluster' | 'prefill_worker' | 'decode_worker') => ({ shared: { gb_per_s: 1, per } });

  it('of the cluster is shared by all', () => {
    expect(waits(BOTH, shared('cluster'))).toEqual([202, 202]);
  });

  it('of a prefill worker is its own', () => {
    expect(waits(BOTH, shared('prefill_worker'))).toEqual([102, 102]);
  });

  it('of a decode worker is shared by those who go there', () => {
    expect(waits(BOTH, shared('decode_worker'))).toEqual([202, 202]);
    expect(waits(BOTH, shared('decode_worker'), 2)).toEqual([102, 102]);
  });

  it('is shared only while both are on it', () => {
    const rows: Rows = [
      [0, 100, 5],
      [0.05, 100, 5],
    ];
    // the first alone for 50 ms, then both for 100 ms, then the second alone for 50 ms
    expect(waits(rows, shared('cluster'))).toEqual([152, 152]);
  });

  it('gives no transfer more than its own bandwidth', () => {
    expect(waits(BOTH, { bandwidth_gb_per_s: 0.25, ...shared('cluster') })).toEqual([402, 402]);
  });
});

describe('at its own door', () => {
  /** Transfers of 100-token prompts on links that are asked directly; when each arrives. */
  function direct(spec: Partial<TransferSpec>, bytesPerToken = 1e6) {
    const rig = new ClockRig();
    const arrived: string[] = [];
    const links = new TransferLinks(
      rig.kernel,
      { bandwidth_gb_per_s: 1, latency_ms: 2, first_token: 'prefill', ...spec },
      bytesPerToken,
      ({ request }) => arrived.push(`${request.id} ${Math.round(rig.kernel.now * 1e9) / 1e6}`),
    );
    const send = (time_s: number, id: number, from = 0, to = 1) => {
      const inFlight = Object.assign(inFlightOf(id), { prefillWorker: workerOf(from), decodeWorker: workerOf(to) });
      rig.at(time_s, () => links.send(inFlight));
      return inFlight;
    };
    return { rig, links, send, arrived };
  }

  it('carries the tokens that the client has got along with the prompt', () => {
    const { rig, send, arrived } = direct({});
    Object.assign(send(0, 0), { delivered: 50 });
    rig.until(1);
    expect(arrived).toEqual(['0 152']);
  });

  it('takes the latency alone where nobody knows the bytes of a token', () => {
    const { rig, send, arrived } = direct({}, 0);
    send(0, 0);
    rig.until(1);
    expect(arrived).toEqual(['0 2']);
  });

  it.each([{}, { shared: { gb_per_s: 1, per: 'cluster' as const } }])(
    'never arrives where it is cut off: %j',
    (spec) => {
      for (const cut_s of [0.001, 0.05]) {
        const { rig, links, send, arrived } = direct(spec);
        const [gone] = [send(0, 0), send(0, 1)];
        rig.at(cut_s, () => links.cutOff(gone));
        rig.until(10);
        expect(arrived.map((line) => line[0])).toEqual(['1']);
        for (const books of links.books()) expect(books.running).toBe(0);
      }
    },
  );

  it('leaves a shared link to the others where it is cut off', () => {
    const { rig, links, send, arrived } = direct({ shared: { gb_per_s: 1, per: 'cluster' } });
    const [gone] = [send(0, 0), send(0, 1)];
    rig.at(0.052, () => links.cutOff(gone));
    rig.until(10);
    // both for 50 ms, 25 MB each; the other 75 MB alone
    expect(arrived).toEqual(['1 127']);
    expect(links.books()).toMatchObject([{ asked: 200e6, running: 0 }]);
    expect(links.books()[0]!.abandoned).toBeCloseTo(75e6, 0);
  });

  it.each([
    ['cluster', 1],
    ['prefill_worker', 2],
    ['decode_worker', 3],
  ] as const)('has one link per %s', (per, count) => {
    const { rig, links, send } = direct({ shared: { gb_per_s: 1, per } });
    const ways = [
      [0, 2],
      [0, 3],
      [1, 4],
    ] as const;
    ways.forEach(([from, to], id) => send(0, id, from, to));
    rig.until(10);
    expect(links.books()).toHaveLength(count);
    expect(links.books().reduce((sum, { moved }) => sum + moved, 0)).toBeCloseTo(300e6, 0);
  });

  it('has no books where nothing is shared', () => {
    const { rig, links, send } = direct({});
    send(0, 0);
    rig.until(1);
    expect(links.books()).toEqual([]);
  });
});
