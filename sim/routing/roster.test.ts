/** Workers in the order of their ids, and fair draws among them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../scenarios/random/index.js';
import { Roster } from './roster.js';
import type { Routable } from './router.js';

function rosterOf(...ids: number[]): Roster<Routable> {
  const roster = new Roster<Routable>();
  for (const id of ids) roster.add({ id });
  return roster;
}
const ids = (roster: Roster<Routable>) => roster.members.map(({ id }) => id);

describe('members', () => {
  it('stand in the order of their ids, however they came', () => {
    expect(ids(rosterOf(5, 1, 9, 3))).toEqual([1, 3, 5, 9]);
  });

  it('leave by identity: one that only has the same id changes nothing', () => {
    const roster = rosterOf(1, 3);
    roster.remove({ id: 3 });
    roster.remove({ id: 7 });
    expect(ids(roster)).toEqual([1, 3]);
    roster.remove(roster.members[0]!);
    expect(ids(roster)).toEqual([3]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [9, 4],
  ])('above %d begin at position %d of 1, 3, 5, 9', (id, position) => {
    expect(rosterOf(1, 3, 5, 9).firstAbove(id)).toBe(position);
  });

  it('are sorted under any coming and going', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 30 }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 30 }),
        (come, go) => {
          const roster = rosterOf(...come);
          for (const id of go) {
            const member = roster.members.find((worker) => worker.id === id);
            if (member) roster.remove(member);
          }
          expect(ids(roster)).toEqual(come.filter((id) => !go.includes(id)).sort((a, b) => a - b));
        },
      ),
    );
  });
});

describe('a draw', () => {
  const DRAWS = 12_000;
  /** Five standard deviations of a count with this chance. */
  const close = (count: number, chance: number) =>
    expect(Math.abs(count - DRAWS * chance)).toBeLessThan(5 * Math.sqrt(DRAWS * chance * (1 - chance)));
  const counts = (fits?: (worker: Routable) => boolean) => {
    const [roster, random] = [rosterOf(0, 1, 2, 3, 4), randomStream(1, 'roster')];
    const all = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < DRAWS; draw++) all[roster.draw(random, fits)!.id]!++;
    return all;
  };

  it('gives all members the same chance', () => {
    for (const count of counts()) close(count, 1 / 5);
  });

  it('gives those who fit the same chance, and the others none', () => {
    const [zero, one, two, three, four] = counts(({ id }) => id !== 1 && id !== 2);
    expect([one, two]).toEqual([0, 0]);
    for (const count of [zero, three, four]) close(count!, 1 / 3);
  });

  it('takes one number where it hits, and a second one where it must', () => {
    let drawn = 0;
    const random = {
      next: () => {
        drawn++;
        return 0.5;
      },
    };
    rosterOf(0, 1, 2).draw(random, ({ id }) => id === 1);
    expect(drawn).toBe(1);
    rosterOf(0, 1, 2).draw(random, ({ id }) => id !== 1);
    expect(drawn).toBe(3);
  });

  it('has nobody where nobody fits or is there', () => {
    const random = { next: () => 0.5 };
    expect([rosterOf().draw(random, undefined), rosterOf(1).draw(random, () => false)]).toEqual([undefined, undefined]);
  });
});
