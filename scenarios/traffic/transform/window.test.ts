import { describe, expect, it } from 'vitest';
import { rowAt, through } from '../../testing/stages.js';
import { cutWindow } from './window.js';

const cut = (start_s: number, end_s: number | undefined, ...times_s: number[]) =>
  through(
    (next, account) => cutWindow(next, { start_s, end_s }, account),
    times_s.map((time_s) => rowAt(time_s)),
  );

describe('a window', () => {
  it('holds its start and not its end, and begins at 0', () => {
    const { times_s, account } = cut(10, 20, 5, 9.999999, 10, 15, 19.999999, 20);
    expect(times_s).toEqual([0, 5, 9.999999]);
    expect(account.dropped).toEqual({ 'outside the window': 3 });
  });

  it('without an end goes to the end', () => {
    expect(cut(10, undefined, 5, 10, 1e6).times_s).toEqual([0, 999_990]);
    expect(cut(10, undefined, 5, 10, 1e6).account.enough).toBeUndefined();
  });

  it('asks for no row beyond its end', () => {
    const { account } = cut(0, 20, 5, 20, 30, 40);
    expect(account.enough).toBe(true);
    expect(account.dropped).toEqual({ 'outside the window': 1 });
  });

  it('counts a session by its first turn, with all its rows', () => {
    const { rows, account } = through(
      (next, ledger) => cutWindow(next, { start_s: 10 }, ledger),
      [rowAt(1, { rows: 4 }), rowAt(11, { rows: 3 })],
    );
    expect(rows).toMatchObject([{ rows: 3, time_us: 1e6 }]);
    expect(account.dropped).toEqual({ 'outside the window': 4 });
  });

  it('says what it is', () => {
    expect(cut(10, 20).account.transforms).toEqual([{ text: 'window 10..20 s' }]);
    expect(cut(0, undefined).account.transforms).toEqual([{ text: 'window 0..end s' }]);
  });
});
