/** What is sent, one after another: passes of the traffic, numbers, sessions, turns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Traffic } from '../../scenarios/index.js';
import { evenTraffic, turnsAfter } from '../testing/traffic-rig.js';
import { Shapes } from './shapes.js';

const WHOLE = { index: 0, of: 1 };
const take = (shapes: Shapes, count: number) => Array.from({ length: count }, () => shapes.take());

describe('one reading', () => {
  it('gives the requests in their order, then nothing', () => {
    const shapes = new Shapes(() => evenTraffic(2), WHOLE, false);
    expect(take(shapes, 4)).toEqual([
      { id: 0, arrival_s: 0, inputTokens: 1, outputTokens: 2 },
      { id: 1, arrival_s: 1, inputTokens: 2, outputTokens: 2 },
      undefined,
      undefined,
    ]);
  });

  it('tells how long the traffic is', () => {
    expect(new Shapes(() => evenTraffic(7), WHOLE, false).duration_s).toBe(7);
    const endless = { ...evenTraffic(1), duration_s: undefined } as unknown as Traffic;
    expect(new Shapes(() => endless, WHOLE, false).duration_s).toBeUndefined();
  });

  it('opens the traffic once, as pass 0', () => {
    const passes: number[] = [];
    const open = (pass: number) => {
      passes.push(pass);
      return evenTraffic(3);
    };
    take(new Shapes(open, WHOLE, false), 5);
    expect(passes).toEqual([0]);
  });
});

describe('again', () => {
  it('opens a pass of its own each time the traffic runs out, and numbers on', () => {
    const passes: number[] = [];
    const shapes = new Shapes(
      (pass) => {
        passes.push(pass);
        return evenTraffic(2);
      },
      WHOLE,
      true,
    );
    const given = take(shapes, 5).map((request) => [request!.id, request!.inputTokens]);
    expect(given).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
      [3, 2],
      [4, 1],
    ]);
    expect(passes).toEqual([0, 1, 2]);
  });

  it('sessions of a further pass are others, of the first as the traffic names them', () => {
    const shapes = new Shapes(() => evenTraffic(1, undefined, { sessionId: 's' }), WHOLE, true);
    expect(take(shapes, 3).map((request) => request!.sessionId)).toEqual(['s', 's~1', 's~2']);
  });
});

describe('shares', () => {
  it('take every so many, and number so that no two agree', () => {
    const of = (index: number) => new Shapes(() => evenTraffic(7), { index, of: 3 }, false);
    const given = [0, 1, 2].map((index) => take(of(index), 3).map((request) => [request?.id, request?.inputTokens]));
    expect(given).toEqual([
      [
        [0, 1],
        [3, 4],
        [6, 7],
      ],
      [
        [1, 2],
        [4, 5],
        [undefined, undefined],
      ],
      [
        [2, 3],
        [5, 6],
        [undefined, undefined],
      ],
    ]);
  });

  it('count positions over the passes: none is left out at the seam', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }), (length, of) => {
        const total = 12;
        const whole = take(new Shapes(() => evenTraffic(length), WHOLE, true), total).map((each) => each!.inputTokens);
        const shares = Array.from(
          { length: of },
          (_, index) => new Shapes(() => evenTraffic(length), { index, of }, true),
        );
        const united = Array.from({ length: total }, (_, i) => shares[i % of]!.take()!);
        expect(united.map(({ inputTokens }) => inputTokens)).toEqual(whole);
        expect(united.map(({ id }) => id)).toEqual(Array.from({ length: total }, (_, i) => i));
      }),
    );
  });
});

describe('what follows', () => {
  it('is asked of the traffic by its own name of the request, and numbered anew', () => {
    const asked: unknown[] = [];
    const next: Traffic['next'] = (ended, time_s) => {
      asked.push([ended, time_s]);
      return turnsAfter(5)(ended, time_s);
    };
    const shapes = new Shapes(() => evenTraffic(3, next, { sessionId: 's' }), { index: 1, of: 3 }, false);
    expect(shapes.take()!.id).toBe(1);
    expect(shapes.follow(1, 2.5)).toMatchObject({ id: 4, arrival_s: 7.5, turn: 1, sessionId: 's' });
    expect(shapes.follow(4, 9)).toMatchObject({ id: 7, arrival_s: 14, turn: 2 });
    expect(asked).toEqual([
      [{ id: 1, sessionId: 's' }, 2.5],
      [{ id: 101, sessionId: 's' }, 9],
    ]);
  });

  it('follows once', () => {
    const shapes = new Shapes(() => evenTraffic(1, turnsAfter(1)), WHOLE, false);
    shapes.take();
    expect(shapes.follow(0, 1)).toBeDefined();
    expect(shapes.follow(0, 1)).toBeUndefined();
  });

  it('is nothing of a request that was never given, or of traffic without turns', () => {
    expect(new Shapes(() => evenTraffic(1, turnsAfter(1)), WHOLE, false).follow(9, 1)).toBeUndefined();
    const alone = new Shapes(() => evenTraffic(1), WHOLE, false);
    alone.take();
    expect(alone.follow(0, 1)).toBeUndefined();
  });

  it('comes from the pass that the request came from, and keeps its session', () => {
    const seen: number[] = [];
    const open = (pass: number) =>
      evenTraffic(
        1,
        (ended, time_s) => {
          seen.push(pass);
          return turnsAfter(1)(ended, time_s);
        },
        { sessionId: 's' },
      );
    const shapes = new Shapes(open, WHOLE, true);
    take(shapes, 3);
    expect([1, 0, 2].map((id) => shapes.follow(id, 0)!.sessionId)).toEqual(['s~1', 's', 's~2']);
    expect(seen).toEqual([1, 0, 2]);
  });
});
