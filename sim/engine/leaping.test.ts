/**
 * The leaping engine takes one event a change of the batch, and tells what the stepping engine tells, act by act, on small random
 * batches: the engines alone, without a pool.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unevenProfile } from '../testing/index.js';
import type { Sequence } from './sequence.js';
import { type EngineKind, EngineRig, sequenceOf } from './testing/engine-rig.js';

const act = fc.record({
  what: fc.constantFrom('submit', 'submit', 'submit', 'join', 'drop', 'pace', 'sync', 'takeWaiting'),
  wait_ms: fc.double({ min: 0.1, max: 120, noNaN: true }),
  number: fc.nat({ max: 300 }),
});
const anyBatch = fc.record({
  acts: fc.array(act, { minLength: 1, maxLength: 25 }),
  max_batch: fc.integer({ min: 1, max: 8 }),
  max_batched_tokens: fc.integer({ min: 8, max: 400 }),
  chunked_prefill: fc.boolean(),
  kv_admission: fc.constantFrom('prompt' as const, 'full' as const),
  kv_watermark: fc.constantFrom(0, 0.1),
  block_tokens: fc.constantFrom(1, 16),
  prefix_caching: fc.constantFrom('off' as const, 'lru' as const, 'leaf_first' as const),
  maxKvTokens: fc.integer({ min: 700, max: 2000 }),
  tokensPerStep: fc.constantFrom(1, 1, 1.7, 2.5),
});
type AnyBatch = typeof anyBatch extends fc.Arbitrary<infer T> ? T : never;

interface Told {
  readonly events: readonly (readonly [what: string, time_ms: number])[];
  readonly gaps: readonly number[];
  readonly ends: readonly (readonly [delivered: number, preemptions: number, used: number])[];
}

function play(kind: EngineKind, { acts, maxKvTokens, tokensPerStep, ...spec }: AnyBatch): Told {
  const rig = new EngineRig(kind, { ...spec, engineProfile: unevenProfile(maxKvTokens, tokensPerStep) });
  const sent: Sequence[] = [];
  const used: number[] = [];
  let time_s = 0;
  for (const { what, wait_ms, number } of acts) {
    time_s += wait_ms / 1000;
    rig.at(time_s, () => {
      const prefixBlocks = Array.from({ length: 5 }, (_, i) => (number % 3) * 10 + i);
      const sequence = sequenceOf(sent.length, 1 + number, 1 + (number % 60), { prefixBlocks, blockTokens: 64 });
      if (what === 'submit') rig.engine.submit(sequence);
      if (what === 'submit') sent.push(sequence);
      if (what === 'drop' && sent.length > 0) {
        sent[number % sent.length]!.isWanted = false;
        rig.engine.dropUnwanted();
      }
      if (what === 'pace') rig.engine.setPace(1 + (number % 4) / 2);
      if (what === 'sync') rig.engine.settle();
      if (what === 'takeWaiting') rig.engine.takeWaiting();
      if (what !== 'join' || !rig.engine.canReserve(sequence) || sequence.request.outputTokens < 2) return;
      sent.push(sequence);
      Object.assign(sequence, { delivered: 1, firstToken_s: rig.kernel.now, lastToken_s: rig.kernel.now });
      rig.engine.reserve(sequence);
      rig.engine.join(sequence);
    });
    rig.until(time_s);
    used.push(rig.engine.kv.used());
    expect(rig.engine.kv.used()).toBeGreaterThanOrEqual(0);
    expect(rig.engine.kv.used()).toBeLessThanOrEqual(rig.engine.kv.capacity);
  }
  rig.until(time_s + 200);
  rig.engine.settle();
  const events = rig.told.map((line) => {
    const [what, id, time_ms] = line.split(' ');
    return [`${what} ${id}`, Number(time_ms)] as const;
  });
  const ends = sent.map(({ delivered, preemptions }, i) => [delivered, preemptions, used[i] ?? 0] as const);
  return { events, gaps: [...rig.gaps].sort((a, b) => a - b), ends };
}

/** A thousandth of a millisecond. */
const CLOSE_MS = 1e-3;

it('leaping tells what stepping tells', () => {
  fc.assert(
    fc.property(anyBatch, (batch) => {
      const [leapt, stepped] = [play('leaping', batch), play('stepping', batch)];
      expect(leapt.events.map(([what]) => what)).toEqual(stepped.events.map(([what]) => what));
      expect(leapt.ends).toEqual(stepped.ends);
      expect(leapt.gaps.length).toBe(stepped.gaps.length);
      leapt.events.forEach(([, time_ms], i) =>
        expect(Math.abs(time_ms - stepped.events[i]![1])).toBeLessThan(CLOSE_MS),
      );
      leapt.gaps.forEach((gap, i) => expect(Math.abs(gap - stepped.gaps[i]!)).toBeLessThan(CLOSE_MS));
    }),
    { numRuns: 150 },
  );
});

describe('a run of steps', () => {
  /** Events that a hand on the clock does not cause itself. */
  const eventsOf = (act: (rig: EngineRig) => void) => {
    const rig = new EngineRig('leaping');
    act(rig);
    const acts = rig.kernel.processed;
    rig.until(100);
    return { rig, events: rig.kernel.processed - acts };
  };

  it('is one event, however long', () => {
    for (const output of [3, 300, 3000]) {
      const { rig, events } = eventsOf(({ engine }) => engine.submit(sequenceOf(0, 100, output)));
      expect(events).toBe(1 + 1 + 1); // prompt, run, and the hand on the clock
      expect(rig.told.at(-1)).toBe(`finished 0 ${100 + (output - 1) * 10}`);
    }
  });

  it('ends where the first of its batch ends: one more event for each', () => {
    const { events } = eventsOf(({ engine }) => {
      for (const id of [0, 1, 2, 3]) engine.submit(sequenceOf(id, 10, 50 + 10 * id));
    });
    expect(events).toBeLessThanOrEqual(1 + 2 + 4 + 2);
  });

  it('is cut at the end of the step that a newcomer falls into, and only there', () => {
    const rig = new EngineRig('leaping');
    rig.submit(0, sequenceOf(0, 100, 1000));
    rig.submit(3.333, sequenceOf(1, 10, 1));
    rig.until(3.3339);
    expect(rig.kernel.nextTime).toBeCloseTo(3.34, 9);
    rig.until(100);
    expect(rig.told).toContain('started 1 3340');
  });

  it('tells its gaps up to now when it is asked, and the others later', () => {
    const rig = new EngineRig('leaping');
    const one = rig.submit(0, sequenceOf(0, 100, 1000));
    rig.until(3.335);
    expect(rig.gaps).toEqual([]);
    rig.engine.sync();
    expect(rig.gaps).toHaveLength(323);
    rig.engine.sync();
    expect(rig.gaps).toHaveLength(323);
    rig.engine.settle();
    expect([one.delivered, Math.round(one.lastToken_s! * 1e3)]).toEqual([324, 3330]);
    rig.until(100);
    expect(rig.gaps).toHaveLength(999);
  });

  it('counts the steps that it took in one go', () => {
    const rig = new EngineRig('leaping');
    rig.submit(0, sequenceOf(0, 100, 1000));
    rig.until(100);
    expect(rig.steps).toEqual({ single: 1, leapt: 999 });
  });
});
