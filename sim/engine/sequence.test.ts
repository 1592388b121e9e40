/** What an engine keeps of a request. */
import { describe, expect, it } from 'vitest';
import { sequenceOf } from './testing/engine-rig.js';

describe('a sequence whose tokens come again after a stop', () => {
  it('books the stop as a preemption', () => {
    const sequence = Object.assign(sequenceOf(0), { stoppedAt_s: 3 });
    sequence.resume(5);
    expect([sequence.stages.holdUps, sequence.stoppedAt_s]).toEqual([{ preempted_s: 2 }, undefined]);
  });

  it('books it as lost work done again where its worker went away; the next stop is a preemption again', () => {
    const sequence = Object.assign(sequenceOf(0), { stoppedAt_s: 3, wasLost: true });
    sequence.resume(5);
    Object.assign(sequence, { stoppedAt_s: 6 });
    sequence.resume(10);
    expect(sequence.stages.holdUps).toEqual({ redone_s: 2, preempted_s: 4 });
  });
});

it('a sequence has got nothing yet, and holds nothing', () => {
  const { delivered, computed, heldBlocks, pinned, keptBlocks, preemptions, isWanted, firstToken_s } = sequenceOf(0);
  expect([delivered, computed, heldBlocks, pinned, keptBlocks, preemptions]).toEqual([0, 0, 0, 0, 0, 0]);
  expect([isWanted, firstToken_s]).toEqual([true, undefined]);
});
