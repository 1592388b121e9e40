/** The members of a fleet, counted by state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkerState } from '../../reports/record/index.js';
import { Roster } from './roster.js';
import { Worker } from './worker.js';

function workerIn(state: WorkerState, id = 0): Worker {
  const worker = new Worker(id, 'decode', 1, 0);
  worker.enter(state, 0);
  return worker;
}

describe('a roster', () => {
  it('counts who is there by state, and who counts towards an order', () => {
    const roster = new Roster<Worker>();
    for (const state of ['pending', 'starting', 'ready', 'ready', 'draining'] as const) roster.add(workerIn(state));
    expect((['pending', 'starting', 'ready', 'draining', 'gone'] as const).map((state) => roster.count(state))).toEqual(
      [1, 1, 2, 1, 0],
    );
    expect(roster.active).toBe(4);
  });

  it('notices a change of state when it is told, not before', () => {
    const roster = new Roster<Worker>();
    const worker = workerIn('starting');
    roster.add(worker);
    worker.enter('ready', 5);
    expect([roster.count('ready'), roster.ready]).toEqual([0, []]);
    roster.update(worker);
    roster.update(worker);
    expect([roster.count('starting'), roster.count('ready'), roster.ready]).toEqual([0, 1, [worker]]);
  });

  it('lets go of one whatever state it says it is in, once', () => {
    const roster = new Roster<Worker>();
    const worker = workerIn('ready');
    roster.add(worker);
    worker.enter('gone', 5);
    expect([roster.remove(worker), roster.remove(worker)]).toEqual([true, false]);
    expect([roster.active, roster.members, roster.ready]).toEqual([0, [], []]);
  });

  it('leaves a list of the ready ones at hand as it was', () => {
    const roster = new Roster<Worker>();
    const [first, second] = [workerIn('ready', 0), workerIn('ready', 1)];
    roster.add(first);
    roster.add(second);
    const before = roster.ready;
    roster.remove(first);
    expect([before, roster.ready]).toEqual([[first, second], [second]]);
  });

  it('keeps the list of the ready ones while nobody becomes ready or stops to be', () => {
    const roster = new Roster<Worker>();
    roster.add(workerIn('ready', 0));
    const before = roster.ready;
    roster.add(workerIn('starting', 1));
    expect(roster.ready).toBe(before);
  });
});

it('knows what a scan over its members finds, whatever they go through', () => {
  const states = ['pending', 'starting', 'ready', 'draining'] as const;
  const step = fc.record({
    what: fc.constantFrom('add', 'change', 'remove'),
    place: fc.nat({ max: 9 }),
    state: fc.constantFrom(...states),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const roster = new Roster<Worker>();
      const model: Worker[] = [];
      steps.forEach(({ what, place, state }, id) => {
        const worker = model[place % Math.max(1, model.length)];
        if (what === 'add' || !worker) {
          const comes = workerIn(state, id);
          model.push(comes);
          roster.add(comes);
        } else if (what === 'change') {
          worker.enter(state, 0);
          roster.update(worker);
        } else {
          model.splice(model.indexOf(worker), 1);
          roster.remove(worker);
        }
        expect(roster.members).toEqual(model);
        for (const of of states) expect(roster.count(of)).toBe(model.filter((each) => each.state === of).length);
        expect(roster.ready).toEqual(model.filter((each) => each.state === 'ready'));
        expect(roster.active).toBe(model.filter((each) => each.state !== 'draining').length);
      });
    }),
    { numRuns: 60 },
  );
});
