import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testFile, testFolder } from '../../studies/testing/index.js';
import { numberAt, optionalCsv, readCsv } from './csv.js';

it('rows are the cells of each line by the header, whatever ends a line', () => {
  expect(readCsv(testFile('a.csv', 'x,y\n1,2\n3,\n'))).toEqual([
    { x: '1', y: '2' },
    { x: '3', y: '' },
  ]);
  expect(readCsv(testFile('b.csv', 'x\r\n1\r\n'))).toEqual([{ x: '1' }]);
});

it('a header alone has no rows, and a file that is not there neither', () => {
  expect(readCsv(testFile('a.csv', 'x,y\n'))).toEqual([]);
  expect(optionalCsv(join(testFolder(), 'missing.csv'))).toEqual([]);
  expect(optionalCsv(testFile('a.csv', 'x\n1\n'))).toHaveLength(1);
});

it('a cell is a number, or unknown where it is empty or not there', () => {
  const row = { x: '1.5', y: '', z: 'many' };
  expect(['x', 'y', 'w', 'z'].map((key) => numberAt(row, key))).toEqual([1.5, undefined, undefined, Number.NaN]);
});
