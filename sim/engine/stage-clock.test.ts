/** The clock of a request's stages. */
import { describe, expect, it } from 'vitest';
import { StageClock } from './stage-clock.js';

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
