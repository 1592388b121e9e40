/** What an engine keeps of a request, and the clock of its stages. */
import { describe, expect, it } from 'vitest';
import { StageClock } from './stage-clock.js';
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

describe('the clock of a request', () => {
  it('keeps nothing of hold-ups while there are none', () => {
    expect(new StageClock().holdUps).toBeUndefined();
  });

  it('adds up the seconds of a hold-up, each by its name', () => {
    const clock = new StageClock();
    clock.add('idleElsewhere_s', 2);
    clock.add('idleElsewhere_s', 0.5);
    clock.add('lost_s', 1);
    clock.held.lackedRoom = true;
    expect(clock.holdUps).toEqual({ idleElsewhere_s: 2.5, lost_s: 1, lackedRoom: true });
  });

  it('forgets the instants of a try that begins anew, not what held it up', () => {
    const clock = Object.assign(new StageClock(), {
      queued_s: 1,
      started_s: 2,
      prefilled_s: 3,
      granted_s: 4,
      transferred_s: 5,
    });
    clock.add('lost_s', 1);
    clock.restart();
    expect({ ...clock }).toEqual({
      queued_s: undefined,
      started_s: undefined,
      prefilled_s: undefined,
      granted_s: undefined,
      transferred_s: undefined,
      holdUps: { lost_s: 1 },
    });
  });
});
