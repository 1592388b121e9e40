import { describe, expect, it } from 'vitest';
import { rowAt } from '../../testing/stages.js';
import { copyOf } from './copy-row.js';

describe('a copy', () => {
  it('has the shape of its row, at a time of its own, and stands for no row of the source', () => {
    const row = rowAt(5, { inputTokens: 7, class: 'chat', model: 'm', prefixBlocks: [1], rows: 3 });
    expect(copyOf(row, 9, 2)).toEqual({ ...row, time_us: 9, rows: 0, sessionId: undefined, client: undefined });
  });

  it('is of a session and a client of its own', () => {
    const row = rowAt(5, { sessionId: 's', client: 'c' });
    expect(copyOf(row, 5, 1)).toMatchObject({ sessionId: 's~1', client: 'c~1' });
    expect(copyOf(row, 5, 2)).toMatchObject({ sessionId: 's~2', client: 'c~2' });
    expect(copyOf(copyOf(row, 5, 1), 5, 2)).toMatchObject({ sessionId: 's~1~2' });
  });

  it('leaves its row as it was', () => {
    const row = rowAt(5, { sessionId: 's' });
    copyOf(row, 9, 1);
    expect(row).toEqual(rowAt(5, { sessionId: 's' }));
  });
});
