import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Figures, medianOf } from './repeat.js';

/** The median of these figures, and what was said meanwhile. */
async function measured<T extends Figures>(...figures: readonly T[]) {
  const said: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => spy.mockRestore());
  const left = [...figures];
  return { median: await medianOf(figures.length, 'truth', async () => left.shift()!), said };
}

describe('a measurement that is repeated', () => {
  it('has the median of each figure by itself', async () => {
    const { median } = await measured({ a: 1, b: 30 }, { a: 3, b: 10 }, { a: 2, b: 20 });
    expect(median).toEqual({ a: 2, b: 20 });
  });

  it('sorts figures as numbers', async () => {
    expect((await measured({ a: 9 }, { a: 100 }, { a: 10 })).median).toEqual({ a: 10 });
  });

  it('of an even number of runs has the upper of the two in the middle', async () => {
    expect((await measured({ a: 4 }, { a: 1 }, { a: 3 }, { a: 2 })).median).toEqual({ a: 3 });
  });

  it('tells each run as it comes', async () => {
    const { said } = await measured({ a: 1 }, { a: 2 });
    expect(said).toEqual(['truth: {"a":1}\n', 'truth: {"a":2}\n']);
  });

  it('that fails fails', async () => {
    await expect(medianOf(2, 'x', () => Promise.reject(new Error('no server')))).rejects.toThrow('no server');
  });
});
