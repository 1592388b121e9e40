/** Rows of bits, against sets. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitRows, eachBit } from './bit-rows.js';

describe('a row', () => {
  it('is empty when it is taken, also again after another had it', () => {
    const rows = new BitRows();
    const row = rows.take();
    rows.set(row, 3);
    expect([rows.has(row, 3), rows.has(row, 4), rows.only(row)]).toEqual([true, false, 3]);
    rows.release(row);
    expect(rows.take()).toBe(row);
    expect([rows.has(row, 3), rows.only(row)]).toEqual([false, -1]);
  });

  it.each([
    [[], -1],
    [[0], 0],
    [[31], 31],
    [[63], 63],
    [[3, 4], undefined],
    [[3, 40], undefined],
  ] as const)('with slots %j has as its only one %s', (slots, only) => {
    const rows = new BitRows();
    rows.fit(64);
    const row = rows.take();
    for (const slot of slots) rows.set(row, slot);
    expect(rows.only(row)).toBe(only);
  });

  it('keeps its bits when rows become wider', () => {
    const rows = new BitRows();
    const [first, second] = [rows.take(), rows.take()];
    rows.set(first, 7);
    rows.set(second, 31);
    rows.fit(100);
    expect([rows.words, rows.only(first), rows.only(second)]).toEqual([4, 7, 31]);
    rows.set(second, 99);
    expect([rows.has(second, 99), rows.has(first, 99)]).toEqual([true, false]);
    rows.fit(33); // never narrower
    expect(rows.words).toBe(4);
  });

  it('is copied word by word', () => {
    const rows = new BitRows();
    rows.fit(64);
    const row = rows.take();
    rows.set(row, 1);
    rows.set(row, 32);
    const copy = new Uint32Array(2);
    rows.copyTo(copy, row);
    expect([[...copy], rows.word(row, 0), rows.word(row, 1)]).toEqual([[2, 1], 2, 1]);
  });

  it('has no slot beyond its width', () => {
    const rows = new BitRows();
    expect(rows.has(rows.take(), 64)).toBe(false);
  });
});

it('bits are told from the lowest, the sign bit too', () => {
  const told: number[] = [];
  eachBit(0b1010 | (1 << 31), 64, (slot) => told.push(slot));
  expect(told).toEqual([65, 67, 95]);
});

it('rows are sets, whatever is set, cleared, widened and released', () => {
  const step = fc.record({
    what: fc.constantFrom('take', 'set', 'set', 'set', 'clear', 'release', 'fit'),
    row: fc.nat({ max: 40 }),
    slot: fc.nat({ max: 130 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const rows = new BitRows();
      const model = new Map<number, Set<number>>();
      let limit = 32;
      for (const { what, row: place, slot: any } of steps) {
        const row = [...model.keys()][place % Math.max(1, model.size)];
        const slot = any % limit;
        if (what === 'take' || row === undefined) model.set(rows.take(), new Set());
        else if (what === 'fit') {
          limit = Math.max(limit, any + 1);
          rows.fit(limit);
        } else if (what === 'set') {
          rows.set(row, slot);
          model.get(row)!.add(slot);
        } else if (what === 'clear') {
          rows.clear(row, slot);
          model.get(row)!.delete(slot);
        } else {
          rows.release(row);
          model.delete(row);
        }
        for (const [of, slots] of model) {
          const told: number[] = [];
          for (let word = 0; word < rows.words; word++)
            eachBit(rows.word(of, word), word * 32, (bit) => told.push(bit));
          expect(told).toEqual([...slots].sort((a, b) => a - b));
          expect(rows.only(of)).toBe(slots.size === 0 ? -1 : slots.size === 1 ? told[0] : undefined);
        }
      }
    }),
    { numRuns: 60 },
  );
});
