/** Workers that start slow, and whose account the lost seconds go on. */
import { describe, expect, it } from 'vitest';
import { Kernel } from '../core/kernel.js';
import type { InFlight } from './in-flight.js';
import { noteSlowness, SlowStart } from './slowness.js';
import { groupOf, inFlightOf, workerOf } from './testing/workers.js';

describe('a slow start', () => {
  const group = groupOf({ slow_start: { duration_s: 30, factor: 3 } });
  const begun = (worker: ReturnType<typeof workerOf>, until_s: number) => {
    const kernel = new Kernel();
    const begin = kernel.define<undefined>(0, () => new SlowStart(kernel).begin(worker));
    kernel.at(10, begin, undefined);
    kernel.runUntil(until_s);
    return worker;
  };
  const started = (of = group) => {
    const worker = workerOf(0, of);
    worker.beginStage('startup', 0);
    return worker;
  };

  it('slows a worker that has started for its first seconds', () => {
    expect(begun(started(), 39).paces).toEqual([{ from_s: 10, pace: 3 }]);
    expect(begun(started(), 40).paces).toEqual([
      { from_s: 10, pace: 3 },
      { from_s: 40, pace: 1 },
    ]);
  });

  it('is over for those that are there from the first instant, and is none where the kind says nothing', () => {
    expect(begun(workerOf(0, group), 100).paces).toBeUndefined();
    expect(begun(started(groupOf()), 100).paces).toBeUndefined();
  });

  it('leaves the slowness of a fault that came meanwhile', () => {
    const worker = started();
    begun(worker, 20);
    worker.slowDown(2, 20);
    expect(worker.pace).toBe(6);
  });
});

describe('what slow workers took of a request', () => {
  /** Prompt from 2 to 6 s, first token at 7, end at 17; both workers twice as slow throughout. */
  const ended = (isFaulty: boolean): InFlight => {
    const [prefillWorker, decodeWorker] = [workerOf(0), workerOf(1)];
    for (const worker of [prefillWorker, decodeWorker]) {
      worker.isFaulty = isFaulty;
      worker.slowDown(2, 0);
    }
    const inFlight: InFlight = Object.assign(inFlightOf(), { prefillWorker, decodeWorker, firstToken_s: 7 });
    Object.assign(inFlight.stages, { started_s: 2, prefilled_s: 6 });
    return inFlight;
  };
  const held = (inFlight: InFlight, now_s: number) => {
    noteSlowness(inFlight, now_s);
    return inFlight.stages.holdUps;
  };

  it('is that of a fault, of the prompt and of the tokens', () => {
    expect(held(ended(true), 17)).toEqual({ slowPrompt_s: 2, slowTokens_s: 5 });
  });

  it('is that of a fresh worker where no fault ever slowed it', () => {
    expect(held(ended(false), 17)).toEqual({ freshPrompt_s: 2, freshTokens_s: 5 });
  });

  it('goes on to the first token where the same worker decodes, and to now where there is none', () => {
    const aggregated = ended(true);
    aggregated.stages.prefilled_s = undefined;
    expect(held(aggregated, 17)).toEqual({ slowPrompt_s: 2.5, slowTokens_s: 5 });
    const early = ended(true);
    early.stages.prefilled_s = undefined;
    early.firstToken_s = undefined;
    expect(held(early, 4)).toEqual({ slowPrompt_s: 1 });
  });

  it('is nothing before a prompt is begun', () => {
    const waiting = ended(true);
    waiting.stages.restart();
    waiting.firstToken_s = undefined;
    expect(held(waiting, 17)).toBeUndefined();
  });

  it('is nothing where workers were as fast as usual, or slow at other times', () => {
    const quick = ended(true);
    quick.prefillWorker = workerOf(0);
    quick.decodeWorker = workerOf(1);
    expect(held(quick, 17)).toBeUndefined();
    quick.decodeWorker.slowDown(2, 20);
    expect(held(quick, 17)).toBeUndefined();
  });
});
