import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HoldUps, RequestEnd, StageTimes } from '../../record/events.js';
import { causeContext, STAGES, staged, UNLOADED } from '../../testing/staged-request.js';
import { causeOfLoss, partsAfterFirstToken, partsToFirstToken, type TimePart } from './time-parts.js';

const context = causeContext();
const toFirst = (end: RequestEnd) => partsToFirstToken(end, context, UNLOADED);
const afterFirst = (end: RequestEnd) => partsAfterFirstToken(end, context, UNLOADED);

/** Seconds by cause, without what took none. */
function secondsOf(parts: readonly TimePart[]): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const part of parts) seconds[part.cause] = (seconds[part.cause] ?? 0) + part.seconds;
  return Object.fromEntries(
    Object.entries(seconds)
      .map(([cause, value]) => [cause, Math.round(value * 1e6) / 1e6] as const)
      .filter(([, value]) => value !== 0),
  );
}

const wantedOf = (parts: readonly TimePart[], cause: string) => parts.find((part) => part.cause === cause)!.wanted;

describe('the time to the first token', () => {
  it('is cut into what it waited for, beyond what it takes unloaded', () => {
    expect(secondsOf(toFirst(staged()))).toEqual({
      prefill_queue: 3,
      prefill_batch: 2,
      kv_wait: 1,
      transfer: 0.2,
      decode_batch: 0.05,
    });
  });

  it('says whose capacity was wanted, and when', () => {
    const parts = toFirst(staged());
    expect(wantedOf(parts, 'prefill_queue')).toEqual({ role: 'prefill', from_s: 100.1, to_s: 103.1 });
    expect(wantedOf(parts, 'prefill_batch')).toEqual({ role: 'prefill', from_s: 100.1, to_s: 106.1 });
    expect(wantedOf(parts, 'kv_wait')).toEqual({ role: 'decode', from_s: 106.1, to_s: 107.1 });
    expect(wantedOf(parts, 'decode_batch')).toEqual({ role: 'decode', from_s: 107.5, to_s: 107.6 });
    for (const cause of ['transfer', 'routing', 'fault', 'cold_start']) expect(wantedOf(parts, cause)).toBeUndefined();
  });

  it('wants capacity since the pool fell short, where that is longer ago', () => {
    const parts = toFirst(staged({ promptsShortSince_s: 40, roomShortSince_s: 50, paceShortSince_s: 60 }));
    expect(wantedOf(parts, 'prefill_queue')).toMatchObject({ from_s: 40, to_s: 103.1 });
    expect(wantedOf(parts, 'prefill_batch')).toMatchObject({ from_s: 40, to_s: 106.1 });
    expect(wantedOf(parts, 'kv_wait')).toMatchObject({ from_s: 50, to_s: 107.1 });
    expect(wantedOf(parts, 'decode_batch')).toMatchObject({ from_s: 60, to_s: 107.6 });
  });

  it('of one that was alone has no part', () => {
    const alone = staged(
      {},
      {
        stages: { queued_s: 100.1, started_s: 100.1, prefilled_s: 101.1, granted_s: 101.1, transferred_s: 101.3 },
        firstToken_s: 101.35,
      },
    );
    expect(secondsOf(toFirst(alone))).toEqual({});
  });

  it.each<[string, HoldUps, Record<string, number>]>([
    [
      'idle workers elsewhere, first in the queue',
      { idleElsewhere_s: 2 },
      { routing: 2, prefill_queue: 1, kv_wait: 1 },
    ],
    ['and then in the wait for decode', { idleElsewhere_s: 3.5 }, { routing: 3.5, kv_wait: 0.5 }],
    ['and no longer than it waited', { idleElsewhere_s: 9 }, { routing: 4 }],
    ['a want of room in the queue', { lackedRoom: true }, { kv_wait: 4 }],
    ['lost work', { lost_s: 1, lostTo: 'crash' }, { fault: 1, prefill_queue: 3, kv_wait: 1 }],
    ['work lost to a drain', { lost_s: 1, lostTo: 'drain' }, { scale_down: 1, prefill_queue: 3, kv_wait: 1 }],
  ])('has %s', (_, holdUps, waits) => {
    const { prefill_batch, transfer, decode_batch, ...rest } = secondsOf(toFirst(staged(holdUps)));
    expect(rest).toEqual(waits);
    expect({ prefill_batch, transfer, decode_batch }).toEqual({ prefill_batch: 2, transfer: 0.2, decode_batch: 0.05 });
  });

  it('puts down to a slow worker what slowness added to its prompt', () => {
    expect(secondsOf(toFirst(staged({ slowPrompt_s: 0.5, freshPrompt_s: 0.75 })))).toMatchObject({
      fault: 0.5,
      cold_start: 0.75,
      prefill_batch: 0.75,
    });
  });

  it('puts a long prompt down to KV where it was preempted', () => {
    const parts = toFirst(staged({}, { preemptions: 2 }));
    expect(secondsOf(parts)).toMatchObject({ kv_wait: 3 });
    expect(secondsOf(parts)).not.toHaveProperty('prefill_batch');
  });
});

describe('the time of earlier tries', () => {
  const again = (holdUps: HoldUps) =>
    secondsOf(toFirst(staged(holdUps, { arrival_s: 90, stages: { ...STAGES, holdUps } })));

  it.each<[string, HoldUps, Record<string, number>]>([
    ['that were rejected', { earlierTry: 'rejected' }, { rejected: 10 }],
    ['that failed with their worker', { earlierTry: 'failed', lostTo: 'crash' }, { fault: 10 }],
    ['that failed as their worker went', { earlierTry: 'failed', lostTo: 'drain' }, { scale_down: 10 }],
    ['that were cancelled', { earlierTry: 'cancelled' }, { client: 10 }],
    ['of which nothing is known', {}, { client: 10 }],
  ])('%s', (_, holdUps, part) => {
    expect(again(holdUps)).toMatchObject(part);
    expect(again(holdUps)).toMatchObject({ prefill_queue: 3 });
  });

  it('that timed out counts as time in the queue', () => {
    expect(again({ earlierTry: 'timed_out' })).toMatchObject({ prefill_queue: 13 });
    expect(again({ earlierTry: 'timed_out' })).not.toHaveProperty('client');
  });

  it('is without what was lost in it', () => {
    expect(again({ lost_s: 4, lostTo: 'crash' })).toMatchObject({ fault: 4, client: 6 });
    expect(again({ lost_s: 40, lostTo: 'crash' })).toMatchObject({ fault: 40 });
  });
});

describe('the time to the end of one that got no token', () => {
  const gaveUp = (stages: StageTimes) =>
    toFirst(staged({}, { firstToken_s: undefined, lastToken_s: undefined, time_s: 120, status: 'timed_out', stages }));

  it.each<[string, StageTimes, Record<string, number>]>([
    ['at the frontend', {}, { client: 19.9 }],
    ['in the queue', { queued_s: 100.1 }, { prefill_queue: 19.9 }],
    ['in its prompt', { queued_s: 100.1, started_s: 103.1 }, { prefill_queue: 3, prefill_batch: 15.9 }],
    [
      'before it found room',
      { queued_s: 100.1, started_s: 103.1, prefilled_s: 106.1 },
      { prefill_queue: 3, prefill_batch: 2, kv_wait: 13.9 },
    ],
    [
      'on its way',
      { queued_s: 100.1, started_s: 103.1, prefilled_s: 106.1, granted_s: 107.1 },
      { prefill_queue: 3, prefill_batch: 2, kv_wait: 1, transfer: 12.7 },
    ],
    [
      'before its first step',
      STAGES,
      { prefill_queue: 3, prefill_batch: 2, kv_wait: 1, transfer: 0.2, decode_batch: 12.45 },
    ],
  ])('%s', (_, stages, parts) => expect(secondsOf(gaveUp(stages))).toEqual(parts));

  it('is after its first token none', () => {
    expect(afterFirst(staged({}, { firstToken_s: undefined }))).toEqual([]);
  });
});

describe('the time after the first token', () => {
  it('is what its tokens took beyond a batch of one', () => {
    const parts = afterFirst(staged());
    expect(secondsOf(parts)).toEqual({ decode_batch: 3 });
    expect(wantedOf(parts, 'decode_batch')).toEqual({ role: 'decode', from_s: 107.6, to_s: 112.6 });
  });

  it('is cut into what held its tokens up', () => {
    const holdUps = {
      preempted_s: 0.25,
      redone_s: 0.5,
      lostTo: 'drain',
      slowTokens_s: 1,
      freshTokens_s: 0.125,
    } as const;
    const parts = afterFirst(staged(holdUps));
    expect(secondsOf(parts)).toEqual({
      kv_wait: 0.25,
      scale_down: 0.5,
      fault: 1,
      cold_start: 0.125,
      decode_batch: 1.125,
    });
    expect(wantedOf(parts, 'kv_wait')).toEqual(wantedOf(parts, 'decode_batch'));
  });

  it('wants capacity since tokens came too slowly', () => {
    expect(wantedOf(afterFirst(staged({ paceShortSince_s: 90 })), 'decode_batch')!.from_s).toBe(90);
    expect(wantedOf(afterFirst(staged({ paceShortSince_s: 110 })), 'decode_batch')!.from_s).toBe(107.6);
  });

  it('goes to the end where the last token did not come', () => {
    const parts = afterFirst(staged({}, { status: 'unfinished', lastToken_s: 108, time_s: 117.6 }));
    expect(secondsOf(parts)).toEqual({ decode_batch: 8 });
    expect(wantedOf(parts, 'decode_batch')!.to_s).toBe(117.6);
  });
});

it('work is lost to a fault unless a worker was asked to go', () => {
  expect([causeOfLoss('crash'), causeOfLoss('drain'), causeOfLoss(undefined)]).toEqual([
    'fault',
    'scale_down',
    'fault',
  ]);
});

it('the parts sum to what the request took beyond an empty cluster, whatever held it up', () => {
  const extra_s = fc.double({ min: 0, max: 50, noNaN: true });
  const stages = fc.tuple(extra_s, extra_s, extra_s, extra_s, extra_s, extra_s);
  const holdUps = fc.record({
    idleElsewhere_s: extra_s,
    lackedRoom: fc.boolean(),
    preempted_s: extra_s,
    slowTokens_s: extra_s,
    redone_s: extra_s,
    earlierTry: fc.constantFrom('timed_out' as const, 'rejected' as const, 'failed' as const),
  });
  fc.assert(
    fc.property(stages, holdUps, ([queue, prompt, room, transfer, step, tokens], held) => {
      const queued_s = 100 + UNLOADED.overhead_s;
      const started_s = queued_s + queue;
      const prefilled_s = started_s + UNLOADED.prefill_s + prompt;
      const granted_s = prefilled_s + room;
      const transferred_s = granted_s + UNLOADED.transfer_s + transfer;
      const firstToken_s = transferred_s + UNLOADED.firstStep_s + step;
      const lastToken_s = firstToken_s + UNLOADED.decode_s + tokens;
      const end = staged(held, {
        firstToken_s,
        lastToken_s,
        stages: { queued_s, started_s, prefilled_s, granted_s, transferred_s, holdUps: held },
      });
      const sum = (parts: readonly TimePart[]) => parts.reduce((all, { seconds }) => all + seconds, 0);
      expect(sum(toFirst(end))).toBeCloseTo(queue + prompt + room + transfer + step, 6);
      expect(sum(afterFirst(end))).toBeCloseTo(tokens, 6);
    }),
  );
});
