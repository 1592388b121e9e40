/** What a router has sent out and not seen end: engine blocks of 16 tokens, trace blocks of 64. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficRequest } from '../../../scenarios/index.js';
import { requestOf } from '../../testing/index.js';
import { ActiveSequences } from './active-sequences.js';

function sequencesOf(shared = true) {
  const moved: number[] = [];
  const sequences = new ActiveSequences({ blockTokens: 16, shared, moved: (slot) => moved.push(slot) });
  for (const slot of [0, 1]) sequences.addSlot(slot);
  const load = (slot: number) => [sequences.prefillTokens(slot), sequences.blocks(slot)];
  return { sequences, moved, load };
}
const prompt = (id: number, inputTokens: number, prefix: number[] = []): TrafficRequest =>
  requestOf({ id, inputTokens, prefixBlocks: prefix, blockTokens: 64 });

describe('a request that is sent', () => {
  it('adds the tokens that it has to compute there, and its blocks', () => {
    const { sequences, moved, load } = sequencesOf();
    sequences.book(0, prompt(1, 100), 60);
    expect([load(0), load(1), moved]).toEqual([[60, 6], [0, 0], [0]]);
  });

  it('has no tokens to compute any more once its prompt is computed', () => {
    const { sequences, moved, load } = sequencesOf();
    const one = prompt(1, 100);
    sequences.book(0, one, 60);
    sequences.prefilled(one);
    sequences.prefilled(one);
    expect([load(0), moved]).toEqual([
      [0, 6],
      [0, 0],
    ]);
  });

  it('leaves nothing behind when it ends, computed or not, once', () => {
    const { sequences, load } = sequencesOf();
    const [one, other] = [prompt(1, 100), prompt(2, 64, [7])];
    sequences.book(0, one, 60);
    sequences.book(0, other, 64);
    sequences.prefilled(other);
    for (const each of [one, other, one]) sequences.end(each);
    expect(load(0)).toEqual([0, 0]);
  });

  it('that is sent again elsewhere is no more where it was', () => {
    const { sequences, load } = sequencesOf();
    sequences.book(0, prompt(1, 100), 60);
    sequences.book(1, prompt(1, 100), 100);
    expect([load(0), load(1)]).toEqual([
      [0, 0],
      [100, 6],
    ]);
  });

  it('is nothing to who has not heard of it', () => {
    const { sequences, moved } = sequencesOf();
    sequences.prefilled(prompt(9, 100));
    sequences.end(prompt(9, 100));
    expect(moved).toEqual([]);
  });
});

describe('a common prefix', () => {
  it('counts once while anybody uses it', () => {
    const { sequences, load } = sequencesOf();
    const [one, other] = [prompt(1, 150, [7, 8]), prompt(2, 80, [7])];
    sequences.book(0, one, 150);
    sequences.book(0, other, 80);
    // 128 shared tokens are 8 blocks; of 150 one more, of 80 one more
    expect(load(0)[1]).toBe(8 + 1 + 1);
    sequences.end(one);
    expect(load(0)[1]).toBe(5);
    sequences.end(other);
    expect(load(0)[1]).toBe(0);
  });

  it('counts for each where nothing is shared', () => {
    const { sequences, load } = sequencesOf(false);
    sequences.book(0, prompt(1, 150, [7, 8]), 150);
    sequences.book(0, prompt(2, 80, [7]), 80);
    expect(load(0)[1]).toBe(9 + 5);
  });

  it('is told to a newcomer, with the engine blocks that it would share', () => {
    const { sequences } = sequencesOf();
    sequences.book(0, prompt(1, 150, [7, 8]), 150);
    sequences.book(1, prompt(2, 80, [7]), 80);
    const found: number[][] = [];
    sequences.sharedWith(prompt(3, 300, [7, 8, 9]), (slot, blocks) => found.push([slot, blocks]));
    expect(found.sort()).toEqual([
      [0, 8],
      [1, 4],
    ]);
  });

  it('is told to nobody where nothing is shared, or nothing is known of the prompt', () => {
    const told = () => expect.unreachable();
    const apart = sequencesOf(false).sequences;
    apart.book(0, prompt(1, 150, [7]), 150);
    apart.sharedWith(prompt(3, 300, [7]), told);
    sequencesOf().sequences.sharedWith(requestOf(), told);
  });
});

describe('a worker that is gone', () => {
  it('takes along what it was sent, and its slot is clean for another', () => {
    const { sequences, load } = sequencesOf();
    const one = prompt(1, 150, [7, 8]);
    sequences.book(0, one, 150);
    sequences.removeSlot(0);
    sequences.end(one);
    expect(load(0)).toEqual([0, 0]);
    sequences.sharedWith(prompt(3, 300, [7]), () => expect.unreachable());
  });
});

it('holds what a count over all bookings holds, whatever is sent, computed and ended', () => {
  const step = fc.record({
    what: fc.constantFrom('book', 'book', 'prefilled', 'end', 'remove'),
    slot: fc.nat({ max: 1 }),
    depth: fc.nat({ max: 3 }),
    tail: fc.nat({ max: 70 }),
    place: fc.nat({ max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { sequences, load } = sequencesOf();
      let active: { slot: number; request: TrafficRequest; tokens: number }[] = [];
      steps.forEach(({ what, slot, depth, tail, place }, id) => {
        const target = active[place % Math.max(1, active.length)];
        if (what === 'book') {
          const request = prompt(
            id,
            depth * 64 + tail,
            Array.from({ length: depth }, (_, i) => i),
          );
          active.push({ slot, request, tokens: tail });
          sequences.book(slot, request, tail);
        } else if (what === 'remove') {
          active = active.filter((booking) => booking.slot !== slot);
          sequences.removeSlot(slot);
        } else if (target && what === 'prefilled') {
          target.tokens = 0;
          sequences.prefilled(target.request);
        } else if (target) {
          active = active.filter((booking) => booking !== target);
          sequences.end(target.request);
        }
        for (const at of [0, 1]) {
          const own = active.filter((booking) => booking.slot === at);
          const prefix = new Set(own.flatMap(({ request }) => request.prefixBlocks!)).size * 4;
          const tails = own.map(
            ({ request }) => Math.floor(request.inputTokens / 16) - request.prefixBlocks!.length * 4,
          );
          expect(load(at)).toEqual([
            own.reduce((sum, { tokens }) => sum + tokens, 0),
            tails.reduce((sum, blocks) => sum + blocks, prefix),
          ]);
        }
      });
    }),
    { numRuns: 80 },
  );
});
