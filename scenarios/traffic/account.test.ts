import { describe, expect, it } from 'vitest';
import { rowAt } from '../testing/stages.js';
import { droppedRows } from '../testing/traffic.js';
import { type Account, countTurn, drop, dropTurn, newAccount, transformTexts, warnOnce } from './account.js';

/** What must hold whatever was counted. */
const isBalanced = ({ rowsRead, rowsKept, dropped }: Account) =>
  rowsRead === rowsKept + Object.values(dropped).reduce((sum, rows) => sum + rows, 0);

describe('rows left out', () => {
  it('count by reason, a session with all its rows, a copy with none', () => {
    const account = newAccount();
    drop(account, 'a', rowAt(0));
    drop(account, 'a', rowAt(0, { rows: 5 }));
    drop(account, 'b', rowAt(0, { rows: 0 }));
    drop(account, 'b', {});
    expect(account.dropped).toEqual({ a: 6, b: 1 });
    expect(droppedRows({ dropped: account.dropped } as Parameters<typeof droppedRows>[0])).toBe(7);
  });
});

describe('a turn', () => {
  // [rows of the first turn, counted when given out, counted when left out]
  it.each([
    [
      'drawn with its session',
      undefined,
      { rowsRead: 1, rowsKept: 1, copies: 0 },
      { rowsRead: 1, rowsKept: 0, copies: 0 },
    ],
    ['of a repeated session', 0, { rowsRead: 0, rowsKept: 0, copies: 1 }, { rowsRead: 0, rowsKept: 0, copies: 0 }],
  ])('%s', (_name, rows, given, left) => {
    const first = rowAt(0, { rows });
    const out = newAccount();
    countTurn(out, first);
    expect(out).toMatchObject(given);
    expect(isBalanced(out)).toBe(true);
    const dropped = newAccount();
    dropTurn(dropped, first, 'too long');
    expect(dropped).toMatchObject(left);
    expect(isBalanced(dropped)).toBe(true);
  });

  it('of a file was counted with its first one, and is taken back when it is left out', () => {
    const account = { ...newAccount(), rowsRead: 3, rowsKept: 3 };
    const first = rowAt(0, { rows: 3 });
    countTurn(account, first);
    expect(account).toMatchObject({ rowsRead: 3, rowsKept: 3 });
    dropTurn(account, first, 'too long');
    expect(account).toMatchObject({ rowsRead: 3, rowsKept: 2, dropped: { 'too long': 1 } });
    expect(isBalanced(account)).toBe(true);
  });
});

it('a warning is said once', () => {
  const account = newAccount();
  for (const text of ['a', 'b', 'a']) warnOnce(account, text);
  expect(account.warnings).toEqual(['a', 'b']);
});

it('transforms tell how many rows they changed, where they count', () => {
  const account = newAccount();
  account.transforms.push({ text: 'sort' }, { text: 'cut', rows: 0 }, { text: 'clamp', rows: 7 });
  expect(transformTexts(account)).toEqual(['sort', 'cut: 0 rows', 'clamp: 7 rows']);
});
