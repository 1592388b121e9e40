import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columns } from './columns.js';

it('stand under each other, the first to the left and the others to the right', () => {
  expect(
    columns([
      ['run', 'cost', 'x'],
      ['a long one', '$9', ''],
    ]),
  ).toEqual(['run         cost  x', 'a long one    $9']);
});

it('are none of no rows', () => expect(columns([])).toEqual([]));

it('hold every cell whole, two blanks apart at least', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', '%', '–'), minLength: 1, maxLength: 6 });
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
  fc.assert(
    fc.property(table, (rows) => {
      const lines = columns(rows);
      expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual(rows);
      if (rows[0]!.length > 1) expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
    }),
  );
});
