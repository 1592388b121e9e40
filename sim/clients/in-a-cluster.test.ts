/** Those who send: patience, retries, what the frontend lets in, sessions, closed loops. 1 ms a prompt token, 10 ms a step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficRequest } from '../../scenarios/index.js';
import { play, playInput, type Rows, type SmallClusterOptions, smallInput } from '../testing/index.js';

const aggregated = { max_batch: 1 };
const ONE: Rows = [[0, 100, 31]]; // first token at 100 ms, last at 400 ms

function statuses(rows: Rows, options: SmallClusterOptions): string[] {
  return play(rows, { aggregated, ...options }).ends.map(({ id, status, time_s }) => `${id} ${status} ${ms(time_s)}`);
}

function ms(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e3;
}

describe('a client gives up', () => {
  it('when its time is over, with what it has got by then', () => {
    const { end } = play(ONE, { aggregated, clients: { timeout_s: 0.255 } });
    expect(end(0)).toMatchObject({ status: 'timed_out', deliveredTokens: 16, attempts: 1 });
    expect(ms(end(0).time_s)).toBe(255);
  });

  it('when no first token comes in time; one that came ends that patience', () => {
    expect(statuses(ONE, { clients: { first_token_timeout_s: 0.09 } })).toEqual(['0 timed_out 90']);
    expect(statuses(ONE, { clients: { first_token_timeout_s: 0.11 } })).toEqual(['0 completed 400']);
  });

  it('in the queue, and leaves its place to the next', () => {
    const rows: Rows = [
      [0, 100, 31],
      [0, 100, 1],
      [0.2, 100, 1],
    ];
    const { end } = play(rows, { aggregated, clients: { timeout_s: 0.375 } });
    expect([end(0).status, end(1).status, end(2).status]).toEqual(['timed_out', 'timed_out', 'completed']);
    // the first leaves at the end of the step under way, at 380 ms
    expect(ms(end(2).time_s)).toBe(480);
  });

  it('while its KV cache is on the way, which still arrives first', () => {
    const { end, result } = play([[0, 100, 5]], { transfer: { latency_ms: 500 }, clients: { timeout_s: 0.3 } });
    expect(end(0)).toMatchObject({ status: 'timed_out', deliveredTokens: 0 });
    expect(result.tally).toMatchObject({ failed: 1, unfinished: 0 });
  });

  it('because it loses interest: by share, after an exponential time', () => {
    const rows: Rows = Array.from({ length: 2000 }, (_, i) => [i * 100, 10, 3000]);
    const { ends } = play(rows, { aggregated: { replicas: 1 }, clients: { cancel: { share: 0.4, mean_s: 2 } } });
    const cancelled = ends.filter(({ status }) => status === 'cancelled');
    // 40 % of 2000, within four standard deviations; a request is open for 30 s, fifteen means
    expect(Math.abs(cancelled.length - 800)).toBeLessThan(4 * Math.sqrt(2000 * 0.4 * 0.6));
    const mean_s = cancelled.reduce((sum, { time_s, arrival_s }) => sum + time_s - arrival_s, 0) / cancelled.length;
    expect(Math.abs(mean_s - 2)).toBeLessThan((4 * 2) / Math.sqrt(cancelled.length));
  });
});

describe('a client comes again', () => {
  const clients = { timeout_s: 0.255, retries: { max: 2, backoff_s: 1, factor: 3 } };

  it('after a wait of half to one and a half of its mean, which grows by the factor', () => {
    const { end, firstTokens } = play(ONE, { aggregated, clients });
    expect(end(0)).toMatchObject({ status: 'timed_out', attempts: 3 });
    const waits_s = firstTokens
      .map(({ time_s }) => time_s - 0.1)
      .map((sent, i, all) => sent - (all[i - 1] ?? 0) - 0.255);
    expect(waits_s).toHaveLength(3);
    expect(waits_s[1]).toBeGreaterThanOrEqual(0.5);
    expect(waits_s[1]).toBeLessThan(1.5);
    expect(waits_s[2]).toBeGreaterThanOrEqual(1.5);
    expect(waits_s[2]).toBeLessThan(4.5);
  });

  it('from the beginning, and its time counts from its first arrival', () => {
    const { end } = play(
      [
        [0, 200, 1],
        [0, 100, 1],
      ],
      { aggregated, clients: { ...clients, timeout_s: 0.21 } },
    );
    expect(end(1)).toMatchObject({ status: 'completed', attempts: 2, arrival_s: 0, deliveredTokens: 1 });
    expect(end(1).time_s).toBeGreaterThan(0.21 + 0.5);
  });

  it('not for a request that nothing could ever serve', () => {
    expect(statuses([[0, 99_999, 100]], { clients })).toEqual(['0 failed 0']);
  });
});

it('rejects beyond what the frontend takes on, and lets in again when somebody has left', () => {
  const rows: Rows = [
    [0, 100, 1],
    [0.01, 100, 1],
    [0.02, 100, 1],
    [0.15, 100, 1],
  ];
  expect(statuses(rows, { frontend: { max_in_flight: 2 } })).toEqual([
    '2 rejected 20',
    '0 completed 100',
    '1 completed 200',
    '3 completed 300',
  ]);
});

/** Turns of one client each: a turn is sent `think_s` after the one before it has ended, however it ended. */
function sessions(turns: readonly (readonly TrafficRequest[])[], think_s: number) {
  const nextTurn = new Map(turns.flatMap((session) => session.map((request, i) => [request.id, session[i + 1]])));
  return {
    requests: turns.map((session) => session[0]!),
    next: ({ id }: { readonly id: number }, time_s: number) => {
      const next = nextTurn.get(id);
      return next && { ...next, arrival_s: time_s + think_s };
    },
  };
}

describe('a session', () => {
  const turn = (id: number, outputTokens = 1) => ({ id, arrival_s: 0, inputTokens: 100, outputTokens });

  it('sends its next turn after the end of the one before it and the time to think', () => {
    const { ends } = playInput(smallInput({ aggregated }), sessions([[turn(0), turn(1), turn(2)]], 2));
    expect(ends.map(({ id, arrival_s, time_s }) => [id, ms(arrival_s), ms(time_s)])).toEqual([
      [0, 0, 100],
      [1, 2100, 2200],
      [2, 4200, 4300],
    ]);
  });

  it('goes on after a turn that failed', () => {
    const input = smallInput({ aggregated, clients: { timeout_s: 0.2 } });
    const { ends } = playInput(input, sessions([[turn(0, 50), turn(1)]], 2));
    expect(ends.map(({ status }) => status)).toEqual(['timed_out', 'completed']);
  });

  it('is waited for, however long it goes on after the last first turn', () => {
    const long = Array.from({ length: 20 }, (_, id) => turn(id));
    const { result } = playInput(smallInput({ aggregated, drainLimit_s: 30 }), sessions([long], 25));
    expect(result.tally).toEqual({ injected: 20, completed: 20, failed: 0, unfinished: 0 });
  });
});

it('keeps a closed loop closed: never more open than there are clients, always as many while nobody thinks', () => {
  const anyLoop = fc.record({
    clients: fc.integer({ min: 1, max: 12 }),
    turns: fc.integer({ min: 1, max: 10 }),
    input: fc.integer({ min: 1, max: 400 }),
    output: fc.integer({ min: 1, max: 60 }),
    maxBatch: fc.integer({ min: 1, max: 8 }),
    timeout_s: fc.option(fc.double({ min: 0.05, max: 3, noNaN: true }), { nil: undefined }),
    think_s: fc.constantFrom(0, 0.3),
  });
  fc.assert(
    fc.property(anyLoop, ({ clients, turns, input, output, maxBatch, timeout_s, think_s }) => {
      const all = Array.from({ length: clients }, (_, client) =>
        Array.from({ length: turns }, (_, i) => ({
          id: client * turns + i,
          arrival_s: 0,
          inputTokens: input + 7 * i,
          outputTokens: output + client,
        })),
      );
      const options = {
        aggregated: { max_batch: maxBatch },
        ...(timeout_s !== undefined && { clients: { timeout_s } }),
      };
      const { log, result } = playInput(smallInput(options), sessions(all, think_s));
      let open = 0;
      let most = 0;
      for (const line of log) {
        if (line.startsWith('arrival')) most = Math.max(most, ++open);
        if (line.startsWith('requestEnd')) open--;
      }
      expect(most).toBe(clients);
      expect(open).toBe(0);
      expect(result.tally.injected).toBe(clients * turns);
    }),
    { numRuns: 60 },
  );
});
