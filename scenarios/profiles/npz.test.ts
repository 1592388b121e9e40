import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { npy, npz } from '../testing/npz.js';
import { readNpz } from './npz.js';

const read = (array: Uint8Array) => readNpz(npz({ a: array }))['a']!;

describe('an archive', () => {
  it('has arrays by name, without the .npy', () => {
    const { a, b, ...others } = readNpz(npz({ a: [1, 2.5], b: [3] }));
    expect([...a!.data, ...b!.data]).toEqual([1, 2.5, 3]);
    expect([a!.shape, b!.shape]).toEqual([[2], [1]]);
    expect(others).toEqual({});
  });

  it('may be empty', () => expect(readNpz(zipSync({}))).toEqual({}));

  it('has the numbers that were written', () => {
    const values = fc.array(fc.double({ noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(values, fc.constantFrom('<f8', '>f8', '=f8'), (given, descr) => {
        expect([...read(npy(given, { descr })).data]).toEqual(given);
      }),
      { numRuns: 50 },
    );
  });
});

describe('numbers', () => {
  it.each([
    ['<f8', [0.1, -1e300, Number.POSITIVE_INFINITY]],
    ['>f8', [0.1, -1e300]],
    ['<f4', [0.5, -2]],
    ['<i8', [-(2 ** 40), 2 ** 40]],
    ['<u8', [0, 2 ** 50]],
    ['>i4', [-(2 ** 31), 2 ** 31 - 1]],
    ['<u4', [2 ** 32 - 1]],
    ['<i2', [-32_768]],
    ['>u2', [65_535]],
    ['|i1', [-128, 127]],
    ['|u1', [255]],
  ])('of type %s become doubles', (descr, values) => {
    expect([...read(npy(values, { descr })).data]).toEqual(values);
  });

  it('that are none stay none', () => expect(read(npy([Number.NaN])).data[0]).toBeNaN());
});

describe('shapes', () => {
  const six = [1, 2, 3, 4, 5, 6];

  it.each([
    ['(6,)', [6]],
    ['(2, 3)', [2, 3]],
    ['(1, 2, 3)', [1, 2, 3]],
  ])('%s in row order stay as they are', (shape, expected) => {
    expect(read(npy(six, { shape }))).toEqual({ shape: expected, data: Float64Array.from(six) });
  });

  it('() is a single number, and (0,) none', () => {
    expect(read(npy([7], { shape: '()' }))).toEqual({ shape: [], data: Float64Array.of(7) });
    expect(read(npy([], { shape: '(0,)' }))).toEqual({ shape: [0], data: Float64Array.of() });
  });

  it('of columns are turned to rows', () => {
    // columns 1 2, 3 4, 5 6 are rows 1 3 5, 2 4 6
    expect([...read(npy(six, { shape: '(2, 3)', fortran: true })).data]).toEqual([1, 3, 5, 2, 4, 6]);
    expect([...read(npy(six, { shape: '(3, 2)', fortran: true })).data]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...read(npy(six, { fortran: true })).data]).toEqual(six);
  });

  it('in a file of version 2 are the same', () => {
    expect(read(npy(six, { shape: '(2, 3)', version: 2 }))).toEqual(read(npy(six, { shape: '(2, 3)' })));
  });
});

describe('what is refused', () => {
  it.each([
    ['no zip', new Uint8Array([1, 2, 3]), 'no archive of arrays: not a zip archive'],
    ['nothing', new Uint8Array(), 'no archive of arrays: not a zip archive'],
    ['no array', zipSync({ 'a.npy': new Uint8Array([1, 2, 3, 4, 5, 6, 7]) }), 'a.npy is not a .npy array'],
    ['a zip cut off', npz({ a: [1, 2, 3] }).slice(0, 60), 'no archive of arrays: not a zip archive'],
  ])('%s', (_name, bytes, message) => expect(() => readNpz(bytes)).toThrow(message));

  it.each(['|O8', '<c16', '<U5', '|b1', '<f2'])('an array of type %s', (descr) => {
    expect(() => read(npy([1], { descr }))).toThrow(/^a\.npy does not hold plain numbers: \{'descr': /);
  });

  it('an array that ends early', () => {
    expect(() => read(npy([1], { shape: '(5,)' }))).toThrow('a.npy ends before its 5 numbers do');
    expect(() => read(npy([1, 2]).slice(0, -1))).toThrow('a.npy ends before its 2 numbers do');
  });
});
