import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficRequest } from '../../scenarios/index.js';
import { TrafficPacker, unpack } from './pack.js';

const packed = (requests: readonly TrafficRequest[]) => {
  const packer = new TrafficPacker();
  for (const one of requests) packer.add(one);
  return packer.packed();
};
const plain = (id: number, arrival_s: number, more: Partial<TrafficRequest> = {}): TrafficRequest => ({
  id,
  arrival_s,
  inputTokens: 10,
  outputTokens: 5,
  ...more,
});

describe('packed requests', () => {
  it('come out as they went in', () => {
    const request = fc.record(
      {
        gap_us: fc.nat(60_000_000),
        inputTokens: fc.integer({ min: 1, max: 200_000 }),
        outputTokens: fc.integer({ min: 1, max: 100_000 }),
        class: fc.constantFrom('chat', 'code', 'API "log"'),
        prefixBlocks: fc.array(fc.nat(0xffffffff), { maxLength: 5 }),
      },
      { requiredKeys: ['gap_us', 'inputTokens', 'outputTokens'] },
    );
    fc.assert(
      fc.property(fc.array(request), (drawn) => {
        let at_us = 0;
        const requests = drawn.map(({ gap_us, prefixBlocks = [], ...rest }, id): TrafficRequest => {
          at_us += gap_us;
          const prefix = prefixBlocks.length > 0 ? { prefixBlocks, blockTokens: 512 } : {};
          return { id, arrival_s: at_us / 1e6, ...rest, ...prefix };
        });
        expect(unpack(JSON.parse(JSON.stringify(packed(requests))))).toEqual(requests);
      }),
      { numRuns: 60 },
    );
  });

  it('count microseconds: errors of rounding do not add up', () => {
    const requests = Array.from({ length: 1000 }, (_, id) => plain(id, (id + 1) / 3));
    const last = unpack(packed(requests)).at(-1)!;
    expect(Math.abs(last.arrival_s - 1000 / 3)).toBeLessThan(1e-6);
  });

  it('are numbered by their place', () => {
    expect(unpack(packed([plain(70, 1), plain(7, 2)])).map(({ id }) => id)).toEqual([0, 1]);
  });

  it('have no column that nobody fills', () => {
    const none = packed([plain(0, 1)]);
    expect(Object.keys(none).toSorted()).toEqual(['gap_us', 'inputTokens', 'outputTokens', 'requests']);
    expect(packed([plain(0, 1, { class: 'a' })])).toHaveProperty('classes.names', ['a']);
    expect(packed([plain(0, 1, { prefixBlocks: [1], blockTokens: 16 })])).toHaveProperty('prefix.blockTokens', 16);
  });

  it('name every class once, in the order in which they come', () => {
    const requests = ['b', 'a', undefined, 'b'].map((name, id) =>
      plain(id, id, name === undefined ? {} : { class: name }),
    );
    expect(packed(requests).classes!.names).toEqual(['b', 'a']);
    expect(unpack(packed(requests)).map((one) => one.class)).toEqual(['b', 'a', undefined, 'b']);
  });

  it('of nobody are nobody', () => {
    expect(unpack(packed([]))).toEqual([]);
  });

  it('take ten bytes a column and request at most, and survive being many', () => {
    const requests = Array.from({ length: 5000 }, (_, id) => plain(id, id / 10));
    const text = JSON.stringify(packed(requests));
    expect(text.length).toBeLessThan(5000 * 3 * 10);
    expect(unpack(packed(requests))).toEqual(requests);
  });
});

it('a packer counts what it has', () => {
  const packer = new TrafficPacker();
  expect(packer.requests).toBe(0);
  packer.add(plain(0, 1));
  expect(packer.requests).toBe(1);
});
