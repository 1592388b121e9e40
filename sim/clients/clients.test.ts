/** Clients and frontend at their door: what they ask of the cluster, and what they tell of a request's beginning and end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestOf } from '../testing/index.js';
import { ClientsRig, type ClientsRigOptions } from './testing/clients-rig.js';

describe('a request that arrives', () => {
  it('is told, counted and inside at once', () => {
    const rig = new ClientsRig();
    rig.arrive(3, { id: 7, inputTokens: 11, outputTokens: 13 });
    rig.until(3);
    expect(rig.collected.log).toEqual(['arrival {"time_s":3,"id":7,"inputTokens":11,"outputTokens":13}']);
    expect(rig.asked).toEqual(['submit 7']);
    expect(rig.clients.tally).toEqual({ injected: 1, completed: 0, failed: 0, unfinished: 0 });
    expect([rig.clients.open, rig.clients.waitingOutside, rig.clients.lastArrival_s]).toEqual([1, 0, 3]);
  });

  it('is at the frontend for its overhead first', () => {
    const rig = new ClientsRig({ overhead_s: 0.5 });
    rig.arrive(3);
    rig.until(3.4);
    expect([rig.asked, rig.clients.open, rig.clients.waitingOutside]).toEqual([[], 1, 1]);
    rig.until(3.5);
    expect([rig.asked, rig.clients.open, rig.clients.waitingOutside]).toEqual([['submit 0'], 1, 0]);
  });

  it('is handed back as its first try', () => {
    const rig = new ClientsRig();
    const inFlight = rig.clients.arrive(requestOf());
    expect(inFlight).toBe(rig.inside[0]);
    expect(inFlight.attempt).toBe(0);
  });
});

describe('a request that completes', () => {
  it('tells its whole story', () => {
    const rig = new ClientsRig();
    rig.arrive(1, { id: 4, class: 'batch', inputTokens: 20, outputTokens: 3 });
    rig.firstToken(2);
    rig.at(3, () => Object.assign(rig.inside[0]!, { delivered: 3, lastToken_s: 3, cachedTokens: 16, preemptions: 2 }));
    rig.complete(3);
    rig.until(3);
    expect(rig.collected.firstTokens).toEqual([{ time_s: 2, id: 4, inputTokens: 20, ttft_s: 1 }]);
    expect(rig.collected.ends).toEqual([
      {
        time_s: 3,
        id: 4,
        class: 'batch',
        arrival_s: 1,
        inputTokens: 20,
        outputTokens: 3,
        deliveredTokens: 3,
        cachedTokens: 16,
        prefillWorker: undefined,
        decodeWorker: undefined,
        firstToken_s: 2,
        lastToken_s: 3,
        status: 'completed',
        attempts: 1,
        preemptions: 2,
        stages: expect.objectContaining({ queued_s: 1 }),
      },
    ]);
    expect(rig.clients.tally).toEqual({ injected: 1, completed: 1, failed: 0, unfinished: 0 });
  });

  it('counts its time to first token from its arrival, however late its try was sent', () => {
    const rig = new ClientsRig({ clients: { retries: { max: 1, backoff_s: 1, factor: 1 } } });
    rig.arrive(10);
    rig.lose(11);
    rig.firstToken(20);
    rig.until(20);
    expect(rig.collected.firstTokens).toMatchObject([{ time_s: 20, ttft_s: 10 }]);
  });
});

describe('a request that no worker could ever hold', () => {
  it('fails at once and is not sent again', () => {
    const rig = new ClientsRig({ clients: { retries: { max: 5, backoff_s: 1, factor: 1 } } });
    rig.arrive(2);
    rig.at(2, () => rig.clients.refused(rig.inside.pop()!));
    rig.until(100);
    expect(rig.ends()).toEqual(['0 failed 2 1']);
    expect(rig.clients.tally).toMatchObject({ injected: 1, failed: 1 });
  });
});

describe('patience that ends', () => {
  it.each([
    ['first_token_timeout_s', { first_token_timeout_s: 2 }],
    ['timeout_s', { timeout_s: 2 }],
  ])('by %s while nothing has come takes the request out of the cluster', (_, clients) => {
    const rig = new ClientsRig({ clients });
    rig.arrive(1);
    rig.until(10);
    expect(rig.ends()).toEqual(['0 timed_out 3 1']);
    expect(rig.asked).toEqual(['submit 0', 'abandon 0']);
  });

  it('for the first token does nothing where that has come; for the end it does', () => {
    const clients = { first_token_timeout_s: 2, timeout_s: 6 };
    const rig = new ClientsRig({ clients });
    rig.arrive(1);
    rig.firstToken(2);
    rig.until(10);
    expect(rig.ends()).toEqual(['0 timed_out 7 1']);
    expect(rig.collected.ends[0]).toMatchObject({ deliveredTokens: 1, firstToken_s: 2 });
  });

  it('after the end does nothing', () => {
    const rig = new ClientsRig({ clients: { timeout_s: 6 } });
    rig.arrive(1);
    rig.complete(2);
    rig.until(10);
    expect(rig.ends()).toEqual(['0 completed 2 1']);
    expect(rig.asked).toEqual(['submit 0']);
  });

  it('at the frontend never lets the request reach the cluster', () => {
    const rig = new ClientsRig({ overhead_s: 5, clients: { timeout_s: 2 } });
    rig.arrive(1);
    rig.until(10);
    expect(rig.ends()).toEqual(['0 timed_out 3 1']);
    expect([rig.asked, rig.clients.waitingOutside]).toEqual([[], 0]);
  });
});

describe('a client that goes', () => {
  it('is cancelled, once however often it says so, and not sent again', () => {
    const rig = new ClientsRig({ clients: { retries: { max: 3, backoff_s: 1, factor: 1 } } });
    const inFlight = rig.clients.arrive(requestOf());
    rig.at(2, () => rig.clients.cancel(inFlight));
    rig.at(3, () => rig.clients.cancel(inFlight));
    rig.until(50);
    expect(rig.ends()).toEqual(['0 cancelled 2 1']);
    expect(rig.clients.tally).toMatchObject({ failed: 1, completed: 0 });
  });

  it('reaches what goes on in its place after a worker was lost, and another', () => {
    const rig = new ClientsRig({ frontend: { lost_work: 'requeue' } });
    const inFlight = rig.clients.arrive(requestOf());
    rig.lose(1);
    rig.lose(2);
    rig.at(3, () => rig.clients.cancel(inFlight));
    rig.until(3);
    expect(rig.ends()).toEqual(['0 cancelled 3 1']);
    expect(rig.asked).toEqual(['submit 0', 'submit 0', 'submit 0', 'abandon 0']);
  });
});

describe('lost work', () => {
  it('fails the try where the frontend does not send it again, and says what took it', () => {
    const rig = new ClientsRig();
    rig.arrive(0);
    rig.lose(2, 'drain');
    rig.until(3);
    expect(rig.ends()).toEqual(['0 failed 2 1']);
    expect(rig.collected.ends[0]!.stages?.holdUps).toEqual({ lostTo: 'drain' });
  });

  it('is remembered by the try after it', () => {
    const rig = new ClientsRig({ clients: { retries: { max: 1, backoff_s: 1, factor: 1 } } });
    rig.arrive(0);
    rig.lose(2);
    rig.complete(10);
    rig.until(10);
    expect(rig.ends()).toEqual(['0 completed 10 2']);
    expect(rig.collected.ends[0]!.stages?.holdUps).toEqual({ lostTo: 'crash', earlierTry: 'failed' });
  });

  it('goes on elsewhere in the same try, with what its client has got by then', () => {
    const rig = new ClientsRig({ frontend: { lost_work: 'requeue' } });
    rig.arrive(0);
    rig.firstToken(1);
    rig.at(2, () =>
      Object.assign(rig.inside[0]!, { delivered: 5, lastToken_s: 1.9, cachedTokens: 32, preemptions: 1 }),
    );
    rig.lose(2);
    rig.until(2);
    const [again] = rig.inside;
    expect(again).toMatchObject({ delivered: 5, firstToken_s: 1, lastToken_s: 1.9, cachedTokens: 32, preemptions: 1 });
    expect(again).toMatchObject({ attempt: 0, stoppedAt_s: 1.9, wasLost: true, stageSince_s: 2 });
    expect(rig.ends()).toEqual([]);
    expect(rig.clients.open).toBe(1);
  });

  it('goes on from when its tokens stopped, where a preemption had stopped them before', () => {
    const rig = new ClientsRig({ frontend: { lost_work: 'requeue' } });
    rig.arrive(0);
    rig.firstToken(1);
    rig.at(2, () => Object.assign(rig.inside[0]!, { stoppedAt_s: 1.5 }));
    rig.lose(2);
    rig.until(2);
    expect(rig.inside[0]!.stoppedAt_s).toBe(1.5);
  });

  it('before the first token is booked as lost time, and its stages begin anew', () => {
    const rig = new ClientsRig({ frontend: { lost_work: 'requeue' } });
    rig.arrive(0);
    rig.at(1, () => Object.assign(rig.inside[0]!.stages, { started_s: 1 }));
    rig.lose(3);
    rig.lose(7);
    rig.complete(8);
    rig.until(8);
    const { stages } = rig.collected.ends[0]!;
    expect(stages?.holdUps).toEqual({ lostTo: 'crash', lost_s: 3 + 4 });
    expect([stages?.queued_s, stages?.started_s]).toEqual([7, undefined]);
  });
});

describe('a frontend that takes on so many', () => {
  const full: ClientsRigOptions = { frontend: { max_in_flight: 2 } };

  it('rejects the next one, and takes one again when somebody has left', () => {
    const rig = new ClientsRig(full);
    for (const id of [0, 1, 2]) rig.arrive(id, { id });
    rig.complete(3);
    rig.arrive(4, { id: 3 });
    rig.until(5);
    expect(rig.ends()).toEqual(['2 rejected 2 1', '0 completed 3 1']);
    expect(rig.asked).toEqual(['submit 0', 'submit 1', 'submit 3']);
  });

  it('counts who is in the cluster, not who is on the way to it', () => {
    const rig = new ClientsRig({ ...full, overhead_s: 1 });
    for (const id of [0, 1, 2]) rig.arrive(id / 10, { id });
    rig.until(0.5);
    expect(rig.clients.waitingOutside).toBe(3);
    rig.until(2);
    expect(rig.ends()).toEqual(['2 rejected 1.2 1']);
  });

  it('is tried again by whom it rejected', () => {
    const rig = new ClientsRig({
      frontend: { max_in_flight: 1 },
      clients: { retries: { max: 1, backoff_s: 4, factor: 1 } },
    });
    rig.arrive(0, { id: 0 });
    rig.arrive(1, { id: 1 });
    rig.complete(2);
    rig.complete(20);
    rig.until(20);
    expect(rig.ends()).toEqual(['0 completed 2 1', '1 completed 20 2']);
    expect(rig.collected.ends[1]!.stages?.holdUps).toEqual({ earlierTry: 'rejected' });
  });
});

describe('what follows an end', () => {
  const next = ({ id }: { readonly id: number }, time_s: number) =>
    id < 2 ? requestOf({ id: id + 1, arrival_s: time_s + 10 }) : undefined;

  it('arrives at its time, is expected until then and counts as one more', () => {
    const rig = new ClientsRig({ next });
    rig.arrive(0);
    rig.complete(5);
    rig.until(14);
    expect([rig.clients.expected, rig.clients.open, rig.clients.tally.injected]).toEqual([1, 0, 1]);
    rig.until(15);
    expect([rig.clients.expected, rig.clients.open, rig.clients.tally.injected]).toEqual([0, 1, 2]);
    expect(rig.clients.lastArrival_s).toBe(15);
  });

  it('comes now where its own time is over', () => {
    const rig = new ClientsRig({
      next: ({ id }) => (id === 0 ? requestOf({ id: 1, arrival_s: 1 }) : undefined),
    });
    rig.arrive(0);
    rig.complete(5);
    rig.until(5);
    expect(rig.asked).toEqual(['submit 0', 'submit 1']);
  });

  it.each(['timed_out', 'cancelled', 'failed'] as const)('follows one that has %s too', (status) => {
    const rig = new ClientsRig({ next, ...(status === 'timed_out' && { clients: { timeout_s: 5 } }) });
    const inFlight = rig.clients.arrive(requestOf());
    if (status === 'cancelled') rig.at(5, () => rig.clients.cancel(inFlight));
    if (status === 'failed') rig.lose(5);
    rig.until(15);
    expect(rig.collected.ends[0]!.status).toBe(status);
    expect(rig.clients.tally.injected).toBe(2);
  });

  it('does not follow one that the run left unfinished', () => {
    const asked: number[] = [];
    const rig = new ClientsRig({ next: ({ id }) => void asked.push(id) });
    rig.arrive(0);
    rig.at(1, () => rig.clients.close());
    rig.until(1);
    expect(asked).toEqual([]);
  });
});

describe('the end of a run', () => {
  it('leaves everybody unfinished: those inside, brought up to date and their hold-ups noted, then those outside', () => {
    const rig = new ClientsRig({ clients: { retries: { max: 1, backoff_s: 100, factor: 1 } } });
    for (const id of [0, 1, 2]) rig.arrive(id, { id });
    rig.lose(3);
    rig.at(4, () => rig.clients.close());
    rig.until(4);
    expect(rig.ends()).toEqual(['1 unfinished 4 1', '2 unfinished 4 1', '0 unfinished 4 2']);
    expect(rig.asked.slice(3)).toEqual(['settle', 'note 1', 'note 2']);
    expect(rig.clients.tally).toEqual({ injected: 3, completed: 0, failed: 0, unfinished: 3 });
  });
});

it('every request ends exactly once, whatever becomes of its tries', () => {
  const act = fc.constantFrom('complete', 'lose', 'firstToken', 'cancel', 'wait');
  const options = fc.record({
    retries: fc.integer({ min: 0, max: 3 }),
    lost_work: fc.constantFrom('fail' as const, 'requeue' as const),
    overhead_s: fc.constantFrom(0, 0.7),
    timeout_s: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    max_in_flight: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    seed: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), options, (acts, count, of) => {
      const rig = new ClientsRig({
        overhead_s: of.overhead_s,
        seed: of.seed,
        clients: {
          retries: { max: of.retries, backoff_s: 1, factor: 2 },
          ...(of.timeout_s !== undefined && { timeout_s: of.timeout_s }),
        },
        frontend: {
          lost_work: of.lost_work,
          ...(of.max_in_flight !== undefined && { max_in_flight: of.max_in_flight }),
        },
      });
      for (let id = 0; id < count; id++) rig.arrive(id, { id });
      acts.forEach((what, i) => {
        rig.until(i + 0.5);
        if (rig.inside.length === 0 || what === 'wait') return;
        if (what === 'cancel') rig.clients.cancel(rig.inside[0]!);
        else rig[what](i + 0.5);
        rig.until(i + 0.5);
        const { clients } = rig;
        expect(clients.open).toBe(rig.inside.length + clients.waitingOutside);
      });
      rig.at(200, () => rig.clients.close());
      rig.until(200);
      expect(rig.collected.ends.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
        Array.from({ length: count }, (_, id) => id),
      );
      expect(rig.clients.open).toBe(0);
      for (const { attempts } of rig.collected.ends) expect(attempts).toBeLessThanOrEqual(1 + of.retries);
    }),
    { numRuns: 60 },
  );
});
